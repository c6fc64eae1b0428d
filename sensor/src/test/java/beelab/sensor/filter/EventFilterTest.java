package beelab.sensor.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.api.CapFilter;
import beelab.sensor.api.CapFilterSet;
import beelab.sensor.api.CapabilitiesType;
import beelab.sensor.api.EventType;
import beelab.sensor.api.Filter;
import beelab.sensor.event.Container;
import beelab.sensor.event.Event;
import beelab.sensor.event.Process;
import beelab.sensor.event.Sample;
import beelab.sensor.export.ProtoFilters;
import com.google.protobuf.BoolValue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTest {
    private static boolean passes(Filter.Builder allow, Event event) throws FilterException {
        boolean allowed = filter(allow, null).passes(Subject.of(event));
        boolean notDenied = filter(null, allow).passes(Subject.of(event));
        assertThat(notDenied).as("denies just what it allows").isEqualTo(!allowed);
        return allowed;
    }

    private static EventFilter filter(Filter.@Nullable Builder allow, Filter.@Nullable Builder deny)
            throws FilterException {
        return ProtoFilters.compile(
                allow == null ? List.of() : List.of(allow.build()),
                deny == null ? List.of() : List.of(deny.build()));
    }

    private static Filter.Builder filter() {
        return Filter.newBuilder();
    }

    @Test
    void everyFieldLooksAtItsOwnPartOfTheEvent() throws FilterException {
        Event inPod = Sample.symlink();
        Event onHost = Sample.exec(Sample.hostCurl());
        assertThat(passes(filter().addBinaryRegex("ln$"), inPod)).isTrue();
        assertThat(passes(filter().addBinaryRegex("^ln"), inPod)).isFalse();
        assertThat(passes(filter().addArgumentsRegex("/etc/passwd"), inPod)).isTrue();
        assertThat(passes(filter().addParentBinaryRegex("bash"), inPod)).isTrue();
        assertThat(passes(filter().addParentBinaryRegex("zsh"), inPod)).isFalse();
        assertThat(passes(filter().addNamespace("default"), inPod)).isTrue();
        assertThat(passes(filter().addNamespace("kube-system"), inPod)).isFalse();
        assertThat(passes(filter().addNamespace(""), onHost)).isTrue();
        assertThat(passes(filter().addNamespace(""), inPod)).isFalse();
        assertThat(passes(filter().addNamespaceRegex("^def"), inPod)).isTrue();
        assertThat(passes(filter().addNamespaceRegex(".*"), onHost)).isFalse();
        assertThat(passes(filter().addPodRegex("cloudy"), inPod)).isTrue();
        assertThat(passes(filter().addPodRegex(".*"), onHost)).isFalse();
        assertThat(passes(filter().addContainerNameRegex("main"), inPod)).isTrue();
        assertThat(passes(filter().addContainerId("^4f1a"), inPod)).isTrue();
        assertThat(passes(filter().addPid(4711), inPod)).isTrue();
        assertThat(passes(filter().addPid(4712), inPod)).isFalse();
        assertThat(passes(filter().addEventSet(EventType.PROCESS_KPROBE), inPod)).isTrue();
        assertThat(passes(filter().addEventSet(EventType.PROCESS_EXEC), inPod)).isFalse();
        assertThat(passes(filter().addPolicyNames("observe-symlink"), inPod)).isTrue();
        assertThat(passes(filter().addPolicyNames("observe"), inPod)).isFalse();
        assertThat(passes(filter().addPolicyNames("observe-symlink"), onHost)).isFalse();
        assertThat(passes(filter().setInInitTree(BoolValue.of(true)), inPod)).isTrue();
        assertThat(passes(filter().setInInitTree(BoolValue.of(false)), onHost)).isTrue();
        assertThat(passes(filter().setHealthCheck(BoolValue.of(true)), inPod)).isFalse();
        assertThat(passes(filter().setHealthCheck(BoolValue.of(false)), inPod)).isTrue();
    }

    @Test
    void probeOfTheKubeletIsAHealthCheck() throws FilterException {
        Container probing = Sample.pod("default", "x").container().of(20, true);
        Process probe =
                Sample.process(
                        20, "/bin/cat", "/tmp/healthy", Sample.pod("default", "x").in(probing));
        assertThat(passes(filter().setHealthCheck(BoolValue.of(true)), Sample.exec(probe)))
                .isTrue();
    }

    @Test
    void valuesOfAFieldAreAlternativesAndFieldsAreNot() throws FilterException {
        Event event = Sample.symlink();
        assertThat(passes(filter().addBinaryRegex("zsh").addBinaryRegex("ln"), event)).isTrue();
        assertThat(passes(filter().addBinaryRegex("ln").addNamespace("other"), event)).isFalse();
    }

    @Test
    void denyWinsOverAllow() throws FilterException {
        EventFilter filter =
                filter(filter().addNamespace("default"), filter().addBinaryRegex("/ln$"));
        assertThat(filter.passes(Subject.of(Sample.symlink()))).isFalse();
        assertThat(filter.passes(Subject.of(Sample.exec(Sample.shell())))).isTrue();
        assertThat(filter.passes(Subject.of(Sample.exec(Sample.hostCurl())))).isFalse();
    }

    @Test
    void lossesPassEveryFilter() throws FilterException {
        EventFilter strict = filter(filter().addNamespace("nowhere"), filter());
        assertThat(strict.passes(Subject.of(new Event.Loss(Sample.TIME, 1, "kernel")))).isTrue();
    }

    @Test
    void pidSetFollowsDescendantsAndForgetsThemAtTheirEnd() throws FilterException {
        EventFilter filter = filter(filter().addPidSet(100), null);
        Process shell = Sample.process(100, "/bin/sh", "", null);
        Process child = Sample.process(101, "/bin/ls", "", null);
        Process grandchild = Sample.process(102, "/bin/cat", "", null);
        Process stranger = Sample.process(103, "/bin/id", "", null);
        assertThat(filter.passes(exec(stranger, null))).isFalse();
        assertThat(filter.passes(exec(shell, stranger))).isTrue();
        assertThat(filter.passes(exec(child, shell))).isTrue();
        assertThat(filter.passes(exec(grandchild, child))).isTrue();
        assertThat(
                        filter.passes(
                                Subject.of(
                                        new Event.Exit(
                                                Sample.TIME, grandchild, child, List.of(), "", 0))))
                .isTrue();
        assertThat(filter.passes(exec(Sample.process(102, "/bin/other", "", null), stranger)))
                .isFalse();
    }

    private static Subject exec(Process process, @Nullable Process parent) {
        return Subject.of(new Event.Exec(Sample.TIME, process, parent, List.of()));
    }

    @Test
    void ancestorsAreSearchedBeyondTheParent() throws FilterException {
        Event event =
                new Event.Exec(
                        Sample.TIME,
                        Sample.ln(),
                        Sample.shell(),
                        List.of(Sample.process(1, "/usr/sbin/sshd", "", null)));
        assertThat(passes(filter().addAncestorBinaryRegex("sshd"), event)).isTrue();
        assertThat(passes(filter().addAncestorBinaryRegex("bash"), event)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ANY,CAP_KILL,true", "ANY,CAP_SYS_ADMIN,false", "ALL,CAP_KILL,true",
        "NONE,CAP_KILL,false", "NONE,CAP_SYS_ADMIN,true", "EXACTLY,CAP_KILL,true",
        "EXACTLY,CAP_SYS_ADMIN,false"
    })
    void capabilitiesAreComparedAsSets(String rule, CapabilitiesType capability, boolean expected)
            throws FilterException {
        CapFilterSet.Builder set = CapFilterSet.newBuilder();
        switch (rule) {
            case "ANY" -> set.addAny(capability);
            case "ALL" -> set.addAll(capability);
            case "NONE" -> set.addNone(capability);
            default -> set.addExactly(capability);
        }
        Process p = Sample.hostCurl();
        Process killer =
                new Process(
                        p.execId(),
                        p.pid(),
                        p.tid(),
                        p.uid(),
                        p.auid(),
                        p.cwd(),
                        p.binary(),
                        p.arguments(),
                        p.flags(),
                        p.startTime(),
                        null,
                        "",
                        "",
                        1,
                        false,
                        new Process.Capabilities(0, 1L << CapabilitiesType.CAP_KILL_VALUE, 0),
                        null,
                        null,
                        null,
                        null,
                        "",
                        true);
        Filter.Builder filter = filter().setCapabilities(CapFilter.newBuilder().setEffective(set));
        assertThat(passes(filter, Sample.exec(killer))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app=cloudyuga|true",
                "app==cloudyuga|true",
                "app=other|false",
                "app!=other|true",
                "app in (a, cloudyuga)|true",
                "app notin (cloudyuga)|false",
                "tier notin (x)|true",
                "app|true",
                "!app|false",
                "!tier|true",
                "app=cloudyuga,tier|false",
                "app=cloudyuga,!tier|true",
                "tier!=x|true"
            })
    void labelsAreSelectedAsKubectlDoes(String selector, boolean expected) throws FilterException {
        assertThat(passes(filter().addLabels(selector), Sample.symlink())).isEqualTo(expected);
        assertThat(passes(filter().addLabels(selector), Sample.exec(Sample.hostCurl()))).isFalse();
    }

    @Test
    void whatCannotBeReadIsRefusedByName() {
        assertThatThrownBy(() -> filter(filter().addBinaryRegex("a("), null))
                .isInstanceOf(FilterException.class)
                .hasMessageContaining("binary_regex: \"a(\" is not a regular expression");
        assertThatThrownBy(() -> filter(filter().addLabels("a=b=c"), null))
                .isInstanceOf(FilterException.class)
                .hasMessageContaining("labels: cannot read \"a=b=c\"");
        assertThatThrownBy(() -> filter(filter().addCelExpression("tru"), null))
                .isInstanceOf(FilterException.class)
                .hasMessageContaining("cel_expression: 1:1: undeclared reference to 'tru'");
        assertThatThrownBy(() -> filter(filter().addEventSetValue(3), null))
                .isInstanceOf(FilterException.class)
                .hasMessageContaining("event_set: no events of type");
        assertThatThrownBy(() -> ProtoFilters.parse("--export-allowlist", "{}\n{\"nonsense\":1}"))
                .isInstanceOf(FilterException.class)
                .hasMessageContaining("--export-allowlist line 2");
    }

    @Test
    void typeThatIsKnownButNeverSentMatchesNothing() throws FilterException {
        assertThat(passes(filter().addEventSet(EventType.TEST), Sample.symlink())).isFalse();
    }

    @Test
    void filtersAreReadAsJsonLines() throws FilterException {
        assertThat(
                        ProtoFilters.parse(
                                "f",
                                "{\"event_set\":[\"PROCESS_EXEC\"]}\n\n{\"namespace\":[\"\",\"x\"]}"))
                .hasSize(2);
    }
}
