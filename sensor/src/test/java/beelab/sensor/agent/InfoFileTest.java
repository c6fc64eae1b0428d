package beelab.sensor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InfoFileTest {
    @TempDir Path folder;

    @Test
    void clientsFindTheAddressUntilTheAgentStops() throws IOException {
        Path file = folder.resolve("run/beelab-info.json");
        try (InfoFile info = InfoFile.write(file, "unix:///x.sock", "/var/log/x")) {
            assertThat(info).isNotNull();
            assertThat(InfoFile.serverAddress(file)).isEqualTo("unix:///x.sock");
            assertThat(Files.readString(file))
                    .contains("\"pid\":" + ProcessHandle.current().pid())
                    .contains("\"export_filename\":\"/var/log/x\"");
        }
        assertThat(file).doesNotExist();
        assertThat(InfoFile.serverAddress(file)).isEqualTo("localhost:54321");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"server_address\":5}", "{\"server_address\":\"\"}"})
    void brokenFileMeansTheDefault(String text) throws IOException {
        Path file = folder.resolve("info.json");
        Files.writeString(file, text);
        assertThat(InfoFile.serverAddress(file)).isEqualTo("localhost:54321");
    }

    @Test
    void addressesAreReadOrRefused() throws AgentException {
        assertThat(ServerAddress.parse("")).isEqualTo(new ServerAddress.None());
        assertThat(ServerAddress.parse("unix:///a/b.sock"))
                .isEqualTo(new ServerAddress.Unix(Path.of("/a/b.sock")));
        assertThat(ServerAddress.parse("localhost:54321"))
                .isEqualTo(new ServerAddress.Tcp(new InetSocketAddress("localhost", 54321)));
        assertThat(ServerAddress.parse(":1"))
                .isEqualTo(new ServerAddress.Tcp(new InetSocketAddress(1)));
        for (String wrong : new String[] {"localhost", "localhost:", "a:99999", "x:y"}) {
            assertThatThrownBy(() -> ServerAddress.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("expected host:port or unix:///path");
        }
    }
}
