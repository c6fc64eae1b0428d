package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;

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
                argument, FilterField.NUMBER, new FilterTest.NumberIn(List.of(value)), false);
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

    private boolean pidHolds(FilterField field, boolean negated, Long... pids) {
        FilterTest test = new FilterTest.NumberIn(List.of(pids));
        return host.select(Programs.image(List.of(), Programs.ofProcess(field, test, negated)))
                == 0;
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
        assertThat(pidHolds(FilterField.PID, false, 1L, 500L)).isTrue();
        assertThat(pidHolds(FilterField.PID, false, 1L, 5L)).isFalse();
        assertThat(pidHolds(FilterField.PID, true, 1L, 500L)).isFalse();
        assertThat(pidHolds(FilterField.PID, true, 1L)).isTrue();
    }

    @Test
    void namespacePidsMatchTheInnerPid() {
        family();
        assertThat(pidHolds(FilterField.NAMESPACE_PID, false, 5L)).isTrue();
        assertThat(pidHolds(FilterField.NAMESPACE_PID, false, 500L)).isFalse();
    }

    @Test
    void followForksLooksNineGenerationsUp() {
        family();
        assertThat(pidHolds(FilterField.ANY_PID, false, 491L)).isTrue();
        assertThat(pidHolds(FilterField.ANY_PID, false, 490L)).isFalse();
        assertThat(pidHolds(FilterField.PID, false, 499L)).isFalse();
        assertThat(pidHolds(FilterField.ANY_PID, true, 499L)).isFalse();
        assertThat(pidHolds(FilterField.ANY_NAMESPACE_PID, false, 109L)).isTrue();
    }
}
