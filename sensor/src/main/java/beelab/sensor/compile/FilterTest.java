package beelab.sensor.compile;

import java.net.InetAddress;
import java.util.List;

/**
 * What a filter tests. Numbers are compared as signed or as unsigned 64-bit values by the type of
 * the argument.
 */
public sealed interface FilterTest {

    /**
     * Bytes that a string of {@link TextEqual}, {@link TextPrefix} or {@link TextSuffix} may have.
     */
    int MAX_TEXT = 248;

    /** Equal to one of the numbers; any count (more than 4 go into a map). */
    record NumberIn(List<Long> values) implements FilterTest {
        public NumberIn {
            values = List.copyOf(values);
        }
    }

    /** Greater than the number. */
    record GreaterThan(long value) implements FilterTest {}

    /** Less than the number. */
    record LessThan(long value) implements FilterTest {}

    /** A bit in common with one of the masks, 1 to 4. */
    record AnyBit(List<Long> masks) implements FilterTest {
        public AnyBit {
            masks = List.copyOf(masks);
        }
    }

    /** In one of the ranges, 1 to 4. */
    record InRange(List<Range> ranges) implements FilterTest {
        public InRange {
            ranges = List.copyOf(ranges);
        }
    }

    /** Both ends included. */
    record Range(long first, long last) {}

    /** Equal to one of the texts, each of at most {@link #MAX_TEXT} bytes of UTF-8. */
    record TextEqual(List<String> values) implements FilterTest {
        public TextEqual {
            values = List.copyOf(values);
        }
    }

    /** Begins with one of the texts. */
    record TextPrefix(List<String> values) implements FilterTest {
        public TextPrefix {
            values = List.copyOf(values);
        }
    }

    /** Ends with one of the texts. */
    record TextSuffix(List<String> values) implements FilterTest {
        public TextSuffix {
            values = List.copyOf(values);
        }
    }

    /** In one of the networks. */
    record AddressIn(List<Network> networks) implements FilterTest {
        public AddressIn {
            networks = List.copyOf(networks);
        }
    }

    /**
     * A network.
     *
     * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
     */
    record Network(InetAddress address, int prefixLength) {}
}
