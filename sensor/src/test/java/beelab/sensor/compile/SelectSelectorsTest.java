package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.compile.CompiledFilter.Field;
import beelab.sensor.compile.CompiledSelector.PidFilter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Selectors together, and matchPIDs. */
class SelectSelectorsTest {
    private final HostSelect host = new HostSelect();

    @AfterEach
    void close() {
        host.close();
    }

    private static CompiledFilter is(int argument, long value) {
        return new CompiledFilter(
                argument, Field.NUMBER, new FilterTest.NumberIn(List.of(value)), false);
    }

    @Test
    void aHookWithoutSelectorsMatchesEverything() {
        assertThat(host.select(Programs.image(List.of()))).isEqualTo(HostSelect.NO_SELECTORS);
    }

    @Test
    void theFirstSelectorThatMatchesDecides() {
        ProgramImage image =
                Programs.image(
                        List.of(ArgType.INT32),
                        Programs.selector(is(0, 1)),
                        Programs.selector(is(0, 2)),
                        Programs.selector(is(0, 2)));
        host.number(0, 2);
        assertThat(host.select(image)).isEqualTo(1);
        host.number(0, 3);
        assertThat(host.select(image)).isEqualTo(HostSelect.NO_MATCH);
    }

    @Test
    void filtersOfASelectorMustAllHold() {
        ProgramImage image =
                Programs.image(
                        List.of(ArgType.INT32, ArgType.INT32),
                        Programs.selector(is(0, 1), is(1, 2)));
        host.number(0, 1);
        host.number(1, 2);
        assertThat(host.select(image)).isZero();
        host.number(1, 3);
        assertThat(host.select(image)).isEqualTo(HostSelect.NO_MATCH);
    }

    @Test
    void aSelectorWithoutFiltersMatches() {
        assertThat(host.select(Programs.image(List.of(), Programs.selector()))).isZero();
    }

    @Test
    void theLastOfFiveSelectorsIsReached() {
        ProgramImage image =
                Programs.image(
                        List.of(ArgType.INT32),
                        Programs.selector(is(0, 1)),
                        Programs.selector(is(0, 2)),
                        Programs.selector(is(0, 3)),
                        Programs.selector(is(0, 4)),
                        Programs.selector(is(0, 5)));
        host.number(0, 5);
        assertThat(host.select(image)).isEqualTo(4);
    }

    private boolean pidHolds(PidFilter filter) {
        return host.select(Programs.image(List.of(), Programs.pids(filter))) == 0;
    }

    private void family() {
        host.pid(0, 500, 5);
        for (int generation = 1; generation <= 9; generation++) {
            host.pid(generation, 500 - generation, 100 + generation);
        }
    }

    @Test
    void pidsMatchTheProcess() {
        family();
        assertThat(pidHolds(new PidFilter(List.of(1, 500), false, false, false))).isTrue();
        assertThat(pidHolds(new PidFilter(List.of(1, 5), false, false, false))).isFalse();
        assertThat(pidHolds(new PidFilter(List.of(1, 500), true, false, false))).isFalse();
        assertThat(pidHolds(new PidFilter(List.of(1), true, false, false))).isTrue();
    }

    @Test
    void namespacePidsMatchTheInnerPid() {
        family();
        assertThat(pidHolds(new PidFilter(List.of(5), false, true, false))).isTrue();
        assertThat(pidHolds(new PidFilter(List.of(500), false, true, false))).isFalse();
    }

    @Test
    void followForksLooksNineGenerationsUp() {
        family();
        assertThat(pidHolds(new PidFilter(List.of(491), false, false, true))).isTrue();
        assertThat(pidHolds(new PidFilter(List.of(490), false, false, true))).isFalse();
        assertThat(pidHolds(new PidFilter(List.of(499), false, false, false))).isFalse();
        assertThat(pidHolds(new PidFilter(List.of(499), true, false, true))).isFalse();
        assertThat(pidHolds(new PidFilter(List.of(109), false, true, true))).isTrue();
    }
}
