package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Filters on numbers: what they match, and what they must not. */
class SelectNumbersTest {
    private final HostSelect host = new HostSelect();

    @AfterEach
    void close() {
        host.close();
    }

    private boolean holds(ArgType type, long value, FilterTest test, boolean negated) {
        host.number(0, value);
        CompiledFilter filter = new CompiledFilter(0, FilterField.NUMBER, test, negated);
        return host.select(Programs.image(List.of(type), Programs.selector(filter))) == 0;
    }

    @Test
    void equalMatchesEachOfItsValues() {
        FilterTest test = new FilterTest.NumberIn(List.of(1L, 2L, 40L));
        assertThat(holds(ArgType.INT32, 40, test, false)).isTrue();
        assertThat(holds(ArgType.INT32, 3, test, false)).isFalse();
    }

    @Test
    void unusedPlacesOfTheValuesMatchNothing() {
        FilterTest test = new FilterTest.NumberIn(List.of(5L));
        assertThat(holds(ArgType.INT32, 0, test, false)).isFalse();
    }

    @Test
    void notEqualMatchesEverythingElse() {
        FilterTest test = new FilterTest.NumberIn(List.of(1L, 2L));
        assertThat(holds(ArgType.INT32, 2, test, true)).isFalse();
        assertThat(holds(ArgType.INT32, 3, test, true)).isTrue();
    }

    @Test
    void manyValuesGoIntoAMap() {
        FilterTest test = new FilterTest.NumberIn(LongStream.range(100, 200).boxed().toList());
        assertThat(holds(ArgType.UINT64, 100, test, false)).isTrue();
        assertThat(holds(ArgType.UINT64, 199, test, false)).isTrue();
        assertThat(holds(ArgType.UINT64, 200, test, false)).isFalse();
    }

    @Test
    void valuesAreCutToTheTypeOfTheArgument() {
        // What the kernel side collects of int -1 is sign-extended.
        FilterTest unsigned = new FilterTest.NumberIn(List.of(0xffff_ffffL));
        assertThat(holds(ArgType.INT32, -1, unsigned, false)).isTrue();
        FilterTest negative = new FilterTest.NumberIn(List.of(-100L));
        assertThat(holds(ArgType.UINT32, 0xffff_ff9cL, negative, false)).isTrue();
    }

    @Test
    void greaterThanComparesBySign() {
        FilterTest test = new FilterTest.GreaterThan(10);
        assertThat(holds(ArgType.INT64, 11, test, false)).isTrue();
        assertThat(holds(ArgType.INT64, 10, test, false)).isFalse();
        assertThat(holds(ArgType.INT64, -1, test, false)).isFalse();
        assertThat(holds(ArgType.UINT64, -1, test, false)).isTrue();
    }

    @Test
    void lessThanComparesBySign() {
        FilterTest test = new FilterTest.LessThan(0);
        assertThat(holds(ArgType.INT32, -13, test, false)).isTrue();
        assertThat(holds(ArgType.INT32, 0, test, false)).isFalse();
        assertThat(holds(ArgType.UINT64, -13, new FilterTest.LessThan(10), false)).isFalse();
    }

    @Test
    void maskNeedsOneCommonBit() {
        FilterTest test = new FilterTest.AnyBit(List.of(0x40L, 0x2L));
        assertThat(holds(ArgType.INT32, 0x42, test, false)).isTrue();
        assertThat(holds(ArgType.INT32, 0x3, test, false)).isTrue();
        assertThat(holds(ArgType.INT32, 0x1, test, false)).isFalse();
        assertThat(holds(ArgType.INT32, 0x1, test, true)).isTrue();
    }

    @Test
    void rangesIncludeBothEnds() {
        FilterTest test =
                new FilterTest.InRange(
                        List.of(new FilterTest.Range(-5, -3), new FilterTest.Range(10, 12)));
        for (long inside : new long[] {-5, -3, 10, 12}) {
            assertThat(holds(ArgType.INT64, inside, test, false)).isTrue();
        }
        for (long outside : new long[] {-6, -2, 9, 13}) {
            assertThat(holds(ArgType.INT64, outside, test, false)).isFalse();
        }
    }

    @Test
    void anUnreadableArgumentIsInNoSet() {
        host.unreadable(0);
        FilterTest test = new FilterTest.NumberIn(List.of(0L));
        ProgramImage plain =
                Programs.image(
                        List.of(ArgType.INT32),
                        Programs.selector(new CompiledFilter(0, FilterField.NUMBER, test, false)));
        ProgramImage negated =
                Programs.image(
                        List.of(ArgType.INT32),
                        Programs.selector(new CompiledFilter(0, FilterField.NUMBER, test, true)));
        assertThat(host.select(plain)).isEqualTo(HostSelect.NO_MATCH);
        assertThat(host.select(negated)).isZero();
    }
}
