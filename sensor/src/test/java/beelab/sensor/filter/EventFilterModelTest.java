package beelab.sensor.filter;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.event.Event;
import beelab.sensor.event.EventKind;
import beelab.sensor.event.Process;
import beelab.sensor.event.Sample;
import beelab.sensor.testing.RandomCases;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The filter against a model that is too simple to be wrong. */
class EventFilterModelTest {
    /** The fields that the model knows, each a list of alternatives; empty means any. */
    record Wish(List<String> binaries, List<String> namespaces, List<EventKind> kinds) {

        boolean grantedBy(Event event) {
            Process process = ((Event.OfProcess) event).process();
            String namespace = process.pod() == null ? "" : process.pod().namespace();
            return (binaries.isEmpty() || binaries.contains(process.binary()))
                    && (namespaces.isEmpty() || namespaces.contains(namespace))
                    && (kinds.isEmpty() || kinds.contains(event.kind()));
        }

        FilterSpec spec() {
            FilterSpec any = FilterSpec.ANY;
            return new FilterSpec(
                    binaries.stream().map(b -> "^" + b + "$").toList(),
                    namespaces,
                    null,
                    any.pids(),
                    any.pidSet(),
                    Set.copyOf(kinds),
                    any.podRegex(),
                    any.argumentsRegex(),
                    any.labels(),
                    any.policyNames(),
                    null,
                    null,
                    null,
                    any.parentBinaryRegex(),
                    any.parentArgumentsRegex(),
                    any.containerIds(),
                    null,
                    any.ancestorBinaryRegex(),
                    any.containerNameRegex(),
                    any.namespaceRegex());
        }
    }

    private static final List<String> BINARIES = List.of("/bin/a", "/bin/b", "/bin/c");
    private static final List<String> NAMESPACES = List.of("", "default", "other");
    private static final List<EventKind> KINDS =
            List.of(EventKind.PROCESS_EXEC, EventKind.PROCESS_EXIT);

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static <T> List<T> some(Random random, int most, List<T> of) {
        return IntStream.range(0, random.nextInt(most + 1)).mapToObj(i -> one(random, of)).toList();
    }

    private static List<Wish> wishes(Random random) {
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(i ->
                        new Wish(
                                some(random, 2, BINARIES),
                                some(random, 2, NAMESPACES),
                                some(random, 1, KINDS)))
                .toList();
    }

    private static Event event(String binary, String namespace, boolean exec) {
        Process process =
                Sample.process(
                        1, binary, "", namespace.isEmpty() ? null : Sample.pod(namespace, "p"));
        return exec ? Sample.exec(process) : Sample.exit(process, "", 0);
    }

    @Test
    void filterAgreesWithTheModel() {
        RandomCases.tryOut(2000, EventFilterModelTest::compare);
    }

    private static void compare(Random random) throws FilterException {
        Event event = event(one(random, BINARIES), one(random, NAMESPACES), random.nextBoolean());
        List<Wish> allow = wishes(random);
        List<Wish> deny = wishes(random);
        boolean expected =
                (allow.isEmpty() || allow.stream().anyMatch(wish -> wish.grantedBy(event)))
                        && deny.stream().noneMatch(wish -> wish.grantedBy(event));
        EventFilter filter =
                EventFilter.of(
                        allow.stream().map(Wish::spec).toList(),
                        deny.stream().map(Wish::spec).toList());
        assertThat(filter.passes(Subject.of(event))).isEqualTo(expected);
    }
}
