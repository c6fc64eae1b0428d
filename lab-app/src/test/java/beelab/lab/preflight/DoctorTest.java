package beelab.lab.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorTest {

    @TempDir Path folder;

    @Test
    void aReportIsOfUseWithoutAClusterARepositoryAndLogs() throws Exception {
        Doctor.Report report = Doctor.look(ClusterKind.EXISTING, new LabHome(folder, folder));

        assertThat(report.text())
                .contains("leftovers  none", "java ", "not known: there is no")
                .contains("set LAB_ROOT to the repository");
        JsonNode json = JsonMapper.shared().readTree(report.json());
        assertThat(json.path("healthy").asBoolean()).isEqualTo(report.healthy());
        assertThat(json.path("findings").size()).isEqualTo(report.findings().size());
    }

    @Test
    void whatIsWrongComesWithItsRemedy() {
        Doctor.Report report =
                new Doctor.Report(
                        Map.of("java", "25"),
                        List.of(
                                Finding.ok("kernel", "fine"),
                                Finding.problem("disk", "is full", "make room", "")),
                        List.of(),
                        List.of());

        assertThat(report.healthy()).isFalse();
        assertThat(report.text()).contains("✗ disk       is full\n             do: make room");
    }

    @Test
    void logsEndWithTheirNewestLinesAndNoSecretIsInThem() throws Exception {
        Path logs = folder.resolve("logs");
        Files.createDirectories(logs.resolve("cluster"));
        Files.writeString(
                logs.resolve("cluster/api.log"),
                "old\n".repeat(5_000)
                        + """
                        --token=abc123 started
                        Authorization: Bearer abc456
                        password: "abc789"
                        got eyJhbGciOiJSUzI1NiIs.eyJpc3MiOiJr.c2lnbmF0dXJl
                        proxy http://me:abcpw@proxy:3128/
                        -----BEGIN RSA PRIVATE KEY-----abcdef
                        client-key-data: abcdata
                        the last line
                        """);

        List<LogEnd> ends = LogEnd.newest(logs);

        assertThat(ends)
                .singleElement()
                .satisfies(end -> {
                    assertThat(end.file()).isEqualTo("cluster/api.log");
                    assertThat(end.lines()).hasSize(12).endsWith("the last line");
                    assertThat(end.lines())
                            .noneMatch(line -> line.matches(".*(abc|eyJ|c2lnbmF0).*"))
                            .contains("--token=(hidden) started", "client-key-data: (hidden)")
                            .contains("proxy http://(user and password)@proxy:3128/");
                });
    }
}
