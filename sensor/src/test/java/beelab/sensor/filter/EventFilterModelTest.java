package beelab.sensor.filter;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.event.Event;
import beelab.sensor.event.EventKind;
import beelab.sensor.event.Process;
import beelab.sensor.event.Sample;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

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

    @Provide
    Arbitrary<Wish> wishes() {
        return Combinators.combine(
                        Arbitraries.of("/bin/a", "/bin/b", "/bin/c").list().ofMaxSize(2),
                        Arbitraries.of("", "default", "other").list().ofMaxSize(2),
                        Arbitraries.of(EventKind.PROCESS_EXEC, EventKind.PROCESS_EXIT)
                                .list()
                                .ofMaxSize(1))
                .as(Wish::new);
    }

    @Provide
    Arbitrary<Event> events() {
        return Combinators.combine(
                        Arbitraries.of("/bin/a", "/bin/b", "/bin/c"),
                        Arbitraries.of("", "default", "other"),
                        Arbitraries.of(true, false))
                .as(EventFilterModelTest::event);
    }

    private static Event event(String binary, String namespace, boolean exec) {
        Process process =
                Sample.process(
                        1, binary, "", namespace.isEmpty() ? null : Sample.pod(namespace, "p"));
        return exec ? Sample.exec(process) : Sample.exit(process, "", 0);
    }

    @Property
    void filterAgreesWithTheModel(
            @ForAll("events") Event event,
            @ForAll List<@From("wishes") Wish> allow,
            @ForAll List<@From("wishes") Wish> deny)
            throws FilterException {
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
