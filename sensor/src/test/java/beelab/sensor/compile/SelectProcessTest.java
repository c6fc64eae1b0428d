package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Filters on the process, ranges in any number, and hooks with more filters than a program holds.
 */
class SelectProcessTest {
    private final HostSelect host = new HostSelect();

    @AfterEach
    void close() {
        host.close();
    }

    private boolean holds(FilterField field, FilterTest test, boolean negated) {
        return host.select(Programs.image(List.of(), Programs.ofProcess(field, test, negated)))
                == 0;
    }

    @Test
    void idsAreNumbersOfTheProcess() {
        host.process(FilterField.UID, 1000);
        host.process(FilterField.EUID, 0);
        FilterTest root = new FilterTest.NumberIn(List.of(0L));
        assertThat(holds(FilterField.UID, root, false)).isFalse();
        assertThat(holds(FilterField.UID, root, true)).isTrue();
        assertThat(holds(FilterField.EUID, root, false)).isTrue();
        assertThat(holds(FilterField.UID, new FilterTest.GreaterThan(999), false)).isTrue();
    }

    @Test
    void aNamespaceMayBeThatOfTheHost() {
        host.process(FilterField.NAMESPACE_NET, 4026531840L);
        FilterTest net = new FilterTest.NamespaceIn(List.of(17L), "Net");
        CompiledSelector selector = Programs.ofProcess(FilterField.NAMESPACE_NET, net, false);
        for (long inode : new long[] {4026531840L, 4026532999L}) {
            Machine machine = new Machine(-1, Machine.Skipped.NONE, Map.of("Net", inode), _ -> 0);
            assertThat(host.select(Programs.image(machine, List.of(), selector)) == 0)
                    .isEqualTo(inode == 4026531840L);
        }
    }

    @Test
    void capabilitiesAndChangesAreBits() {
        host.process(FilterField.CAPABILITIES_EFFECTIVE, 1L << 21);
        host.process(FilterField.CHANGED_EFFECTIVE, 0);
        host.process(FilterField.NAMESPACES_CHANGED, 1 << 5);
        FilterTest admin = new FilterTest.AnyBit(List.of(1L << 21 | 1L << 12));
        assertThat(holds(FilterField.CAPABILITIES_EFFECTIVE, admin, false)).isTrue();
        assertThat(holds(FilterField.CHANGED_EFFECTIVE, admin, false)).isFalse();
        assertThat(holds(FilterField.CHANGED_EFFECTIVE, admin, true)).isTrue();
        FilterTest net = new FilterTest.AnyBit(List.of(1L << 5));
        FilterTest mnt = new FilterTest.AnyBit(List.of(1L << 2));
        assertThat(holds(FilterField.NAMESPACES_CHANGED, net, false)).isTrue();
        assertThat(holds(FilterField.NAMESPACES_CHANGED, mnt, false)).isFalse();
    }

    @Test
    void scriptsAndParentsAreTextsOfTheirOwn() {
        host.executable(FilterField.EXECUTABLE, "/bin/dash");
        host.executable(FilterField.SCRIPT, "/opt/backup.sh");
        host.executable(FilterField.PARENT_EXECUTABLE, "/usr/sbin/cron");
        FilterTest backup = FilterTest.Text.of(FilterTest.Part.WHOLE, List.of("/opt/backup.sh"));
        FilterTest cron = FilterTest.Text.of(FilterTest.Part.END, List.of("/cron"));
        assertThat(holds(FilterField.SCRIPT, backup, false)).isTrue();
        assertThat(holds(FilterField.EXECUTABLE, backup, false)).isFalse();
        assertThat(holds(FilterField.PARENT_EXECUTABLE, cron, false)).isTrue();
        assertThat(holds(FilterField.EXECUTABLE, cron, false)).isFalse();
    }

    @Test
    void capabilitiesAreGainedWhenTheOtherArgumentLacksThem() {
        CompiledSelector selector =
                Programs.selector(
                        new CompiledFilter(
                                0, FilterField.NUMBER, new FilterTest.BitsGained(1, -1), false));
        ProgramImage image = Programs.image(List.of(ArgType.UINT64, ArgType.UINT64), selector);
        host.number(0, 0b110);
        host.number(1, 0b100);
        assertThat(host.select(image)).isZero();
        host.number(1, 0b111);
        assertThat(host.select(image)).isEqualTo(HostSelect.NO_MATCH);
    }

    /** Ranges become blocks of a trie: none may be too wide, and none may be missing. */
    @Test
    void manyRangesHoldExactlyTheirNumbers() {
        Random random = new Random(11);
        for (int round = 0; round < 60; round++) {
            List<FilterTest.Range> ranges = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                long first = random.nextInt(2000) - 1000;
                ranges.add(new FilterTest.Range(first, first + random.nextInt(300)));
            }
            CompiledFilter filter =
                    new CompiledFilter(
                            0, FilterField.NUMBER, new FilterTest.InRange(ranges), false);
            ProgramImage image = Programs.image(List.of(ArgType.INT64), Programs.selector(filter));
            for (int i = 0; i < 60; i++) {
                long value = random.nextInt(3000) - 1500;
                host.number(0, value);
                assertThat(host.select(image) == 0)
                        .as("%d in %s", value, ranges)
                        .isEqualTo(
                                ranges.stream()
                                        .anyMatch(r -> r.first() <= value && value <= r.last()));
            }
        }
    }

    @Test
    void aHundredSelectorsAreTriedInOrder() {
        CompiledSelector[] selectors = new CompiledSelector[100];
        for (int i = 0; i < selectors.length; i++) {
            selectors[i] =
                    Programs.selector(
                            new CompiledFilter(
                                    0,
                                    FilterField.NUMBER,
                                    new FilterTest.NumberIn(List.of(i / 2L)),
                                    false),
                            new CompiledFilter(
                                    1,
                                    FilterField.TEXT,
                                    FilterTest.Text.of(FilterTest.Part.FRONT, List.of("/x")),
                                    false));
        }
        ProgramImage image = Programs.image(List.of(ArgType.INT32, ArgType.STRING), selectors);
        assertThat(image.arrays()).extracting("map").contains("filter_list");
        host.text(1, "/x/y");
        host.number(0, 49);
        assertThat(host.select(image)).as("the first of two that match").isEqualTo(98);
        host.number(0, 50);
        assertThat(host.select(image)).isEqualTo(HostSelect.NO_MATCH);
        host.number(0, 3);
        host.text(1, "/y");
        assertThat(host.select(image)).isEqualTo(HostSelect.NO_MATCH);
    }

    @Test
    void aListMayEndWithASelectorThatMatchesEverything() {
        CompiledSelector[] selectors = new CompiledSelector[20];
        for (int i = 0; i < selectors.length; i++) {
            selectors[i] =
                    Programs.selector(
                            new CompiledFilter(
                                    0,
                                    FilterField.NUMBER,
                                    new FilterTest.NumberIn(List.of((long) i)),
                                    false));
        }
        selectors[19] = Programs.selector();
        host.number(0, 1000);
        assertThat(host.select(Programs.image(List.of(ArgType.INT32), selectors))).isEqualTo(19);
    }
}
