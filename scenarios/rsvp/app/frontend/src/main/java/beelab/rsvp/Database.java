package beelab.rsvp;

import beelab.rsvp.Answer.Reply;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Answers in PostgreSQL. Every call opens a connection and closes it again: a pool would be
 * quicker, but here one answer is meant to be one connect, a few messages and one close, for
 * whoever watches.
 */
final class Database implements Answers {

    private static final String TABLE =
            """
            create table if not exists answers (
              guest text primary key,
              reply text not null,
              at timestamptz not null default now())\
            """;

    private final String url;
    private final Properties login = new Properties();

    /**
     * @param host name of the Service, and port, such as {@code rsvp-db:5432}
     * @param password of the user rsvp
     */
    Database(String host, String password) {
        url = "jdbc:postgresql://" + host + "/rsvp";
        login.setProperty("user", "rsvp");
        login.setProperty("password", password);
        login.setProperty("connectTimeout", "3");
        login.setProperty("socketTimeout", "5");
        login.setProperty("sslmode", "disable");
        login.setProperty("gssEncMode", "disable");
    }

    @Override
    public void keep(Answer answer) throws IOException {
        String upsert =
                """
                insert into answers (guest, reply) values (?, ?)
                on conflict (guest) do update set reply = excluded.reply, at = now()\
                """;
        try (Connection connection = connect();
                var statement = connection.prepareStatement(upsert)) {
            statement.setString(1, answer.guest());
            statement.setString(2, answer.reply().name());
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public List<Answer> all() throws IOException {
        try (Connection connection = connect();
                var statement =
                        connection.prepareStatement(
                                "select guest, reply from answers order by at desc limit 500");
                ResultSet rows = statement.executeQuery()) {
            List<Answer> answers = new ArrayList<>();
            while (rows.next()) {
                answers.add(new Answer(rows.getString(1), Reply.valueOf(rows.getString(2))));
            }
            return answers;
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Makes the table. Done once at the start, so that later connections do nothing but their work.
     */
    void prepare() throws IOException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(TABLE);
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, login);
    }
}
