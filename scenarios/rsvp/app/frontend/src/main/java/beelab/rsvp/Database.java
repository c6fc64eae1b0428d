package beelab.rsvp;

import beelab.rsvp.Answer.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers in Redis: a hash from guest to reply, and a sorted set of the guests by the time of their
 * answer. Every call opens a connection and closes it again: keeping one open would be quicker, but
 * here one answer is meant to be one connect, a few messages and one close, for whoever watches.
 */
final class Database implements Answers {

    private static final String REPLIES = "replies";
    private static final String ORDER = "order";

    private final String host;
    private final int port;
    private final String password;

    /**
     * @param host name of the Service, such as {@code rsvp-db}
     * @param port its port
     */
    Database(String host, int port, String password) {
        this.host = host;
        this.port = port;
        this.password = password;
    }

    @Override
    public void keep(Answer answer) throws IOException {
        String now = Long.toString(System.currentTimeMillis());
        // Together or not at all, and one write to the disk.
        call(
                List.of("MULTI"),
                List.of("HSET", REPLIES, answer.guest(), answer.reply().name()),
                List.of("ZADD", ORDER, now, answer.guest()),
                List.of("EXEC"));
    }

    @Override
    public List<Answer> all() throws IOException {
        List<Object> replies =
                call(List.of("HGETALL", REPLIES), List.of("ZREVRANGE", ORDER, "0", "499"));
        List<?> pairs = list(replies.get(0));
        Map<String, Reply> said = new HashMap<>();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            said.put(pairs.get(i).toString(), Reply.valueOf(pairs.get(i + 1).toString()));
        }
        List<Answer> answers = new ArrayList<>();
        for (Object guest : list(replies.get(1))) {
            Reply reply = said.get(guest.toString());
            if (reply != null) {
                answers.add(new Answer(guest.toString(), reply));
            }
        }
        return answers;
    }

    /** Replies of the commands, without that of the login. */
    @SafeVarargs
    private List<Object> call(List<String>... commands) throws IOException {
        List<List<String>> all = new ArrayList<>();
        all.add(List.of("AUTH", password));
        all.addAll(List.of(commands));
        try (Redis redis = new Redis(host, port)) {
            List<Object> replies = redis.call(all);
            return replies.subList(1, replies.size());
        }
    }

    private static List<?> list(Object reply) throws IOException {
        if (reply instanceof List<?> elements) {
            return elements;
        }
        throw new IOException("expected a list, Redis answered " + reply);
    }
}
