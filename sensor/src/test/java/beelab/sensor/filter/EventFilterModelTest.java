package beelab.sensor.filter;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.api.CapFilter;
import beelab.sensor.api.CapFilterSet;
import beelab.sensor.api.CapabilitiesType;
import beelab.sensor.api.EventType;
import beelab.sensor.api.Filter;
import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.event.Action;
import beelab.sensor.event.Container;
import beelab.sensor.event.Event;
import beelab.sensor.event.Pod;
import beelab.sensor.event.Process;
import beelab.sensor.event.Sample;
import beelab.sensor.export.EventMapper;
import beelab.sensor.export.ProtoFilters;
import beelab.sensor.export.ProtoSubject;
import beelab.sensor.testing.RandomCases;
import com.google.protobuf.BoolValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every field of the filter, in any combination, against a model that is too simple to be wrong.
 * The vocabulary is so small that about half of all cases match.
 */
class EventFilterModelTest {
    private static final List<String> WORDS = List.of("a", "b", "ab", "");
    private static final EventMapper MAPPER = new EventMapper("n", "", Map.of());

    /** A filter in the words of the contract, and what the model says to it. */
    private record Wish(Filter filter, List<Predicate<Event.Kprobe>> fields) {
        boolean grants(Event.Kprobe event) {
            return fields.stream().allMatch(field -> field.test(event));
        }
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static Wish wish(Random random) {
        Filter.Builder filter = Filter.newBuilder();
        List<Predicate<Event.Kprobe>> fields = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            add(random, filter, fields);
        }
        return new Wish(filter.build(), fields);
    }

    /** One or two values for one field that has none yet. */
    private static void add(
            Random random, Filter.Builder filter, List<Predicate<Event.Kprobe>> fields) {
        List<String> values =
                random.nextBoolean() ? List.of(word(random)) : List.of(word(random), word(random));
        switch (random.nextInt(17)) {
            case 0 ->
                    once(
                            filter.getBinaryRegexCount(),
                            () -> {
                                filter.addAllBinaryRegex(values);
                                fields.add(e -> anyIn(values, e.process().binary()));
                            });
            case 1 ->
                    once(
                            filter.getArgumentsRegexCount(),
                            () -> {
                                filter.addAllArgumentsRegex(values);
                                fields.add(e -> anyIn(values, e.process().arguments()));
                            });
            case 2 ->
                    once(
                            filter.getNamespaceCount(),
                            () -> {
                                filter.addAllNamespace(values);
                                fields.add(e ->
                                        values.contains(
                                                e.process().pod() == null
                                                        ? ""
                                                        : e.process().pod().namespace()));
                            });
            case 3 ->
                    once(
                            filter.getNamespaceRegexCount(),
                            () -> {
                                filter.addAllNamespaceRegex(values);
                                fields.add(e -> ofPod(e, pod -> anyIn(values, pod.namespace())));
                            });
            case 4 ->
                    once(
                            filter.getPodRegexCount(),
                            () -> {
                                filter.addAllPodRegex(values);
                                fields.add(e -> ofPod(e, pod -> anyIn(values, pod.name())));
                            });
            case 5 ->
                    once(
                            filter.getContainerNameRegexCount(),
                            () -> {
                                filter.addAllContainerNameRegex(values);
                                fields.add(e ->
                                        ofPod(e, pod -> anyIn(values, pod.container().name())));
                            });
            case 6 ->
                    once(
                            filter.getContainerIdCount(),
                            () -> {
                                filter.addAllContainerId(values);
                                fields.add(e -> anyIn(values, e.process().docker()));
                            });
            case 7 ->
                    once(
                            filter.getPolicyNamesCount(),
                            () -> {
                                filter.addAllPolicyNames(values);
                                fields.add(e -> values.contains(e.hit().policyName()));
                            });
            case 8 ->
                    once(
                            filter.getParentBinaryRegexCount(),
                            () -> {
                                filter.addAllParentBinaryRegex(values);
                                fields.add(e ->
                                        e.parent() != null && anyIn(values, e.parent().binary()));
                            });
            case 9 ->
                    once(
                            filter.getParentArgumentsRegexCount(),
                            () -> {
                                filter.addAllParentArgumentsRegex(values);
                                fields.add(e ->
                                        e.parent() != null
                                                && anyIn(values, e.parent().arguments()));
                            });
            case 10 ->
                    once(
                            filter.getAncestorBinaryRegexCount(),
                            () -> {
                                filter.addAllAncestorBinaryRegex(values);
                                fields.add(e ->
                                        e.ancestors().stream()
                                                .anyMatch(a -> anyIn(values, a.binary())));
                            });
            case 11 ->
                    once(
                            filter.getPidCount(),
                            () -> {
                                filter.addPid(random.nextInt(2));
                                int pid = filter.getPid(0);
                                fields.add(e -> e.process().pid() == pid);
                            });
            case 12 ->
                    once(
                            filter.getEventSetCount(),
                            () -> {
                                EventType type =
                                        random.nextBoolean()
                                                ? EventType.PROCESS_KPROBE
                                                : EventType.PROCESS_EXEC;
                                filter.addEventSet(type);
                                fields.add(e -> type == EventType.PROCESS_KPROBE);
                            });
            case 13 ->
                    once(
                            filter.hasInInitTree() ? 1 : 0,
                            () -> {
                                boolean wanted = random.nextBoolean();
                                filter.setInInitTree(BoolValue.of(wanted));
                                fields.add(e -> e.process().inInitTree() == wanted);
                            });
            case 14 ->
                    once(
                            filter.hasHealthCheck() ? 1 : 0,
                            () -> {
                                boolean wanted = random.nextBoolean();
                                filter.setHealthCheck(BoolValue.of(wanted));
                                fields.add(e ->
                                        wanted
                                                == ofPod(
                                                        e,
                                                        pod -> pod.container().maybeExecProbe()));
                            });
            case 15 ->
                    once(
                            filter.getLabelsCount(),
                            () -> {
                                filter.addLabels("app=" + values.getFirst());
                                fields.add(e ->
                                        ofPod(
                                                e,
                                                pod ->
                                                        values.getFirst()
                                                                .equals(pod.labels().get("app"))));
                            });
            case 16 ->
                    once(
                            filter.hasCapabilities() ? 1 : 0,
                            () -> {
                                CapabilitiesType capability =
                                        Objects.requireNonNull(
                                                CapabilitiesType.forNumber(random.nextInt(3)));
                                boolean none = random.nextBoolean();
                                CapFilterSet.Builder set = CapFilterSet.newBuilder();
                                CapFilterSet chosen =
                                        none
                                                ? set.addNone(capability).build()
                                                : set.addAny(capability).build();
                                filter.setCapabilities(CapFilter.newBuilder().setEffective(chosen));
                                fields.add(e -> {
                                    Process.Capabilities sets = e.process().capabilities();
                                    return sets != null
                                            && ((sets.effective() >> capability.getNumber()) & 1)
                                                    == (none ? 0 : 1);
                                });
                            });
            default -> throw new AssertionError();
        }
    }

    private static void once(int values, Runnable add) {
        if (values == 0) {
            add.run();
        }
    }

    private static boolean anyIn(List<String> values, String text) {
        return values.stream().anyMatch(text::contains);
    }

    private static boolean ofPod(Event.Kprobe event, Predicate<Pod> test) {
        return event.process().pod() != null && test.test(event.process().pod());
    }

    private static Event.Kprobe event(Random random) {
        List<Process> ancestors = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            ancestors.add(process(random));
        }
        return new Event.Kprobe(
                Sample.TIME,
                process(random),
                random.nextBoolean() ? process(random) : null,
                ancestors,
                Sample.hit(word(random), List.of(), Action.POST),
                "f",
                null,
                Action.POST,
                List.of());
    }

    private static Process process(Random random) {
        @Nullable Pod pod = random.nextInt(3) == 0 ? null : pod(random);
        return new Process(
                "id",
                random.nextInt(2),
                1,
                0,
                0,
                "/",
                word(random),
                word(random),
                "",
                Sample.TIME,
                pod,
                word(random),
                "",
                1,
                random.nextBoolean(),
                random.nextBoolean() ? new Process.Capabilities(0, random.nextInt(8), 0) : null,
                null,
                null,
                null,
                null,
                "",
                true);
    }

    private static Pod pod(Random random) {
        Container container =
                new Container("c", word(random), "", "", null, 1, random.nextBoolean(), null);
        // A pod always has a namespace and a name; only the host has none.
        return new Pod(
                "a" + word(random),
                "b" + word(random),
                "",
                container,
                Map.of("app", word(random)),
                "",
                "",
                Map.of());
    }

    private static List<Wish> wishes(Random random) {
        List<Wish> wishes = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            wishes.add(wish(random));
        }
        return wishes;
    }

    @Test
    void filterAgreesWithTheModelOnLiveAndOnRecordedEvents() {
        int[] passed = new int[2];
        RandomCases.tryOut(
                20_000,
                random -> {
                    Event.Kprobe event = event(random);
                    List<Wish> allow = wishes(random);
                    List<Wish> deny = wishes(random);
                    boolean expected =
                            (allow.isEmpty() || allow.stream().anyMatch(wish -> wish.grants(event)))
                                    && deny.stream().noneMatch(wish -> wish.grants(event));
                    EventFilter filter =
                            ProtoFilters.compile(
                                    allow.stream().map(Wish::filter).toList(),
                                    deny.stream().map(Wish::filter).toList());
                    GetEventsResponse recorded = MAPPER.map(event);
                    assertThat(filter.passes(Subject.of(event))).as("live").isEqualTo(expected);
                    assertThat(filter.passes(Objects.requireNonNull(ProtoSubject.of(recorded))))
                            .as("recorded: %s", recorded)
                            .isEqualTo(expected);
                    passed[expected ? 1 : 0]++;
                });
        assertThat(passed[0]).as("cases that do not pass").isGreaterThan(2000);
        assertThat(passed[1]).as("cases that pass").isGreaterThan(2000);
    }
}
