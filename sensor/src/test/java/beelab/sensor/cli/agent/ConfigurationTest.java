package beelab.sensor.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.agent.AgentOptions;
import beelab.sensor.cli.BeeCommand;
import beelab.sensor.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
    @TempDir Path folder;

    private Configuration configuration(Map<String, String> environment, String... places) {
        return Configuration.read(
                environment, List.of(places).stream().map(folder::resolve).toList());
    }

    private static AgentOptions options(Configuration configuration, String... arguments) {
        return configuration.apply(BeeCommand.agent(), List.of(arguments)).options();
    }

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    @Test
    void laterPlacesWinTheEnvironmentWinsOverThemAndTheCommandLineOverAll() throws IOException {
        file("first/export-file-max-size-mb", "1\n");
        file("first/export-rate-limit", "1\n");
        file("first/event-queue-size", "1\n");
        file("first/process-cache-size", "1\n");
        file("bee.yaml", "export-rate-limit: 2\nevent-queue-size: 2\nprocess-cache-size: 2\n");
        file("last/event-queue-size", "3");
        file("last/process-cache-size", "3");
        Configuration configuration =
                configuration(
                        Map.of("BEELAB_PROCESS_CACHE_SIZE", "4", "PATH", "/bin"),
                        "first",
                        "absent",
                        "bee.yaml",
                        "last");
        AgentOptions options = options(configuration);
        assertThat(options.export().rotation().maxMegabytes()).isEqualTo(1);
        assertThat(options.export().perMinute()).isEqualTo(2);
        assertThat(options.server().queueSize()).isEqualTo(3);
        assertThat(options.processes().cacheSize()).isEqualTo(4);
        assertThat(options(configuration, "--process-cache-size", "5").processes().cacheSize())
                .isEqualTo(5);
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void everyKindOfValueCanStandInAFile() throws IOException {
        file("c/enable-process-cred", "true");
        file("c/enable-ancestors", "base,kprobe");
        file("c/export-allowlist", "{\"event_set\":[\"PROCESS_EXEC\"]}\n{\"pid\":[1]}\n");
        file("c/process-cache-gc-interval", "2m");
        file("c/tracing-policy", "/tmp/p.yaml");
        file("c/.hidden", "not read");
        AgentOptions options = options(configuration(Map.of(), "c"));
        assertThat(options.processes().credentials()).isTrue();
        assertThat(options.processes().ancestors()).hasSize(3);
        assertThat(options.export().allow()).hasSize(2);
        assertThat(options.processes().collectEvery()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.policies().files()).containsExactly(Path.of("/tmp/p.yaml"));
        assertThat(options.flags())
                .containsEntry("enable-process-cred", "true")
                .containsEntry("enable-process-ns", "false")
                .containsEntry("tracing-policy", "/tmp/p.yaml");
    }

    @Test
    void configurationForTetragonIsReadAndWhatItCannotMeanHereIsTold() throws IOException {
        file("c/bpf-lib", "/var/lib/tetragon/");
        file("c/enable-cgidmap", "false");
        file("c/no-such-flag", "1");
        Configuration configuration = configuration(Map.of(), "c");
        assertThat(options(configuration, "--rb-queue-size", "5").nodeName()).isNotEmpty();
        assertThat(configuration.warnings())
                .contains("--rb-queue-size has no effect: the ring is read without a queue")
                .anyMatch(
                        w -> w.endsWith("c/no-such-flag: there is no flag --no-such-flag; ignored"))
                .noneMatch(w -> w.contains("there is no flag --bpf-lib"));
    }

    @Test
    void valueThatCannotBeUsedIsNamedWithItsPlace() throws IOException {
        file("c/event-queue-size", "many");
        assertThatThrownBy(() -> options(configuration(Map.of(), "c")))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("c/event-queue-size: Invalid value for option")
                .hasMessageContaining("'many'");
        assertThatThrownBy(() -> options(configuration(Map.of("BEELAB_RB_SIZE", "x"))))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--rb-size x: expected up to 1G");
        file("bad.yaml", "- a\n- b\n");
        assertThatThrownBy(() -> configuration(Map.of(), "bad.yaml"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("expected a line for each flag");
        file("worse.yaml", "a: [\n");
        assertThatThrownBy(() -> configuration(Map.of(), "worse.yaml"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("not YAML");
        assertThatThrownBy(() -> Configuration.read(Map.of(), folder.resolve("none")))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--config-dir: no folder");
    }

    @ParameterizedTest
    @CsvSource({
        "--rb-size-total,65536,65536",
        "--rb-size-total,64k,65536",
        "--rb-size-total,4M,4194304",
        "--rb-size-total,5000,8192",
        "--rb-size-total,1,4096",
        "--rb-size-total,0,4194304"
    })
    void ringSizeIsRoundedUpToWhatTheKernelTakes(String flag, String text, int bytes) {
        assertThat(options(configuration(Map.of()), flag, text).processes().ringBytes())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--server-tls-cert-file c|--server-tls-cert-file and --server-tls-key-file: one",
                "--server-tls-require-client-cert|needs --server-tls-client-ca-files",
                "--server-tls-client-ca-files c|needs --server-tls-cert-file",
                "--log-format xml|--log-format xml: expected text or json",
                "--username-metadata ldap|expected disabled or unix",
                "--redaction-filters {\"redact\":[\"secret\"]}|has no group",
                "--redaction-filters {\"redact\":[\"(\"]}|is not a regular expression",
                "--redaction-filters {\"match\":[{}]}|\"match\" is deprecated",
                "--redaction-filters {}|expected at least one pattern",
            })
    void mistakesNameTheFlag(String line, String message) {
        assertThatThrownBy(
                        () -> {
                            AgentCommand command =
                                    configuration(Map.of())
                                            .apply(BeeCommand.agent(), List.of(line.split(" ")));
                            command.logLevel();
                            command.options();
                        })
                .isInstanceOf(CliException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "--metrics-server :2112, true",
        "--enable-event-metrics, true",
        "--no-enable-event-metrics, false",
        "--enable-event-metrics=false, false"
    })
    void eventMetricsAreOnUnlessTheyAreTurnedOff(String line, boolean perEvent) {
        assertThat(options(configuration(Map.of()), line.split(" ")).server().metrics().perEvent())
                .isEqualTo(perEvent);
    }
}
