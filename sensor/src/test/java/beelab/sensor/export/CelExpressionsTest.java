package beelab.sensor.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.api.Filter;
import beelab.sensor.event.Event;
import beelab.sensor.event.Sample;
import beelab.sensor.filter.EventFilter;
import beelab.sensor.filter.FilterException;
import beelab.sensor.filter.Subject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CelExpressionsTest {
    private static EventFilter filter(String... expressions) throws FilterException {
        Filter filter = Filter.newBuilder().addAllCelExpression(List.of(expressions)).build();
        return ProtoFilters.compile(List.of(filter), List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "process_kprobe.function_name == '__x64_sys_symlinkat' | true",
                "process_kprobe.process.binary.endsWith('/ln') | true",
                "process_kprobe.process.pid == 4711u | true",
                "process_kprobe.process.pid == 4712u | false",
                "process_kprobe.args[0].string_arg == '/etc/passwd' | true",
                "process_kprobe.args.exists(a, a.string_arg == '/tmp/x') | true",
                "process_kprobe.args[1].int_arg == -100 | true",
                "process_kprobe.action == KprobeAction.KPROBE_ACTION_POST | true",
                "process_kprobe.process.pod.namespace == 'default' | true",
                "process_kprobe.process.pod.pod_labels['app'] == 'cloudyuga' | true",
                "has(process_kprobe.process.pod) && !has(process_exec.process) | true",
                "process_exec.process.binary == '/usr/bin/ln' | false",
                "process_exec.process.binary == '' | true",
                "process_kprobe.function_name.matches('sys_(sym)?linkat$') | true",
                "process_kprobe.args[7].string_arg == 'x' | false",
                "process_kprobe.process.start_time > timestamp('2020-01-01T00:00:00Z') | true",
            })
    void expressionSeesTheEventAsTheWireShowsIt(String expression, boolean holds)
            throws FilterException {
        Event event = Sample.symlink();
        assertThat(filter(expression).passes(Subject.of(event))).as("live").isEqualTo(holds);
        Subject recorded = ProtoSubject.of(new EventMapper("n", "", Map.of()).map(event));
        assertThat(filter(expression).passes(Objects.requireNonNull(recorded)))
                .as("recorded")
                .isEqualTo(holds);
    }

    @Test
    void oneOfSeveralExpressionsIsEnough() throws FilterException {
        EventFilter filter = filter("process_exec.process.pid == 1u", "process_exit.status == 3u");
        assertThat(filter.passes(Subject.of(Sample.exit(Sample.ln(), "", 3)))).isTrue();
        assertThat(filter.passes(Subject.of(Sample.exit(Sample.ln(), "", 4)))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "process_exec.process.binary == | 1:",
                "process_exec.process.bad_field == '' | undefined field 'bad_field'",
                "process_execute.process.pid == 1u | undeclared reference to 'process_execute'",
                "process_exec.process.binary | bool",
                "process_exec.process.binary == 1 | no matching overload",
            })
    void whatIsNoTestIsRefusedWithPlaceAndReason(String expression, String reason) {
        assertThatThrownBy(() -> filter(expression))
                .isInstanceOf(FilterException.class)
                .hasMessageStartingWith("cel_expression: ")
                .hasMessageContaining(reason);
    }

    @Test
    void expressionThatWouldRunForeverIsStopped() throws FilterException {
        String list = "[" + "1,".repeat(99) + "1]";
        String loops =
                "%s.all(a, %s.all(b, %s.all(c, %s.all(d, a+b+c+d > 0))))".replace("%s", list);
        EventFilter filter = filter(loops);
        long began = System.nanoTime();
        assertThat(filter.passes(Subject.of(Sample.symlink()))).isFalse();
        assertThat(System.nanoTime() - began).isLessThan(5_000_000_000L);
        assertThatThrownBy(() -> filter("true" + " || true".repeat(2000)))
                .isInstanceOf(FilterException.class);
    }
}
