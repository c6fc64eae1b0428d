package beelab.sensor.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.cli.BeeCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepeatedFlagsTest {
    private static List<String> lastOnly(String... arguments) {
        return RepeatedFlags.lastOnly(BeeCommand.agent().getCommandSpec(), List.of(arguments));
    }

    @ParameterizedTest
    @CsvSource({
        "--server-address unix:///a --server-address unix:///b, --server-address unix:///b",
        "--server-address=unix:///a --server-address unix:///b, --server-address unix:///b",
        "--server-address unix:///a --runtime-dir /r --server-address=unix:///b,"
                + " --runtime-dir /r --server-address=unix:///b",
        "--enable-k8s-api --no-enable-k8s-api, --no-enable-k8s-api",
        "--enable-k8s-api=false --enable-k8s-api, --enable-k8s-api",
        "--tracing-policy a --tracing-policy b, --tracing-policy a --tracing-policy b",
        "--cluster-name --debug --debug, --cluster-name --debug --debug",
        "--unknown --unknown, --unknown --unknown",
    })
    void of_a_flag_with_one_value_the_last_one_stays(String given, String kept) {
        assertThat(lastOnly(given.split(" "))).containsExactly(kept.split(" "));
    }

    @Test
    void the_other_flags_of_the_group_keep_their_values() {
        AgentCommand agent =
                Configuration.read(Map.of(), List.<Path>of())
                        .apply(
                                BeeCommand.agent(),
                                List.of(
                                        "--tracing-policy", "a.yaml",
                                        "--runtime-dir", "/r",
                                        "--tracing-policy", "b.yaml",
                                        "--server-address", "unix:///a",
                                        "--server-address", "unix:///b"));

        assertThat(agent.options().server().runtimeFolder()).hasToString("/r");
        assertThat(agent.options().policies().files())
                .containsExactly(Path.of("a.yaml"), Path.of("b.yaml"));
        assertThat(agent.options().server().address()).isEqualTo("unix:///b");
    }
}
