package beelab.sensor.compile;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * What a filter tests. Numbers are compared as signed or as unsigned 64-bit values by the type of
 * the argument.
 */
public sealed interface FilterTest {

    /** Always holds. */
    record Anything() implements FilterTest {}

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

    /** A bit in common with one of the masks. */
    record AnyBit(List<Long> masks) implements FilterTest {
        public AnyBit {
            masks = List.copyOf(masks);
        }
    }

    /** In one of the ranges; any count (more than 4 go into a map). */
    record InRange(List<Range> ranges) implements FilterTest {
        public InRange {
            ranges = List.copyOf(ranges);
        }
    }

    /** Both ends included. */
    record Range(long first, long last) {}

    /**
     * A bit of the mask is in the argument and not in another one.
     *
     * @param other index of an {@link ArgSpec} of the same program
     */
    record BitsGained(int other, long mask) implements FilterTest {}

    /**
     * Compares with texts of UTF-8, each of at most 4096 bytes.
     *
     * @param ignoreCase whether ASCII letters are the same in both cases; only with {@link
     *     Part#ANYWHERE}
     */
    record Text(Part part, List<String> values, boolean ignoreCase) implements FilterTest {
        public Text {
            values = List.copyOf(values);
        }

        /** Compares bytes as they are. */
        public static Text of(Part part, List<String> values) {
            return new Text(part, values, false);
        }
    }

    /** Which part of a text must be one of the given ones. */
    enum Part {
        WHOLE,
        FRONT,
        END,
        ANYWHERE
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

    /** An expression over arguments leaves something else than 0. */
    record Expression(List<ExpressionStep> steps) implements FilterTest {
        public Expression {
            steps = List.copyOf(steps);
        }
    }

    /**
     * A namespace is one of these.
     *
     * @param inodes their numbers
     * @param host a kind such as {@code Net}: also that of the host; empty text for not
     */
    record NamespaceIn(List<Long> inodes, String host) implements FilterTest {
        public NamespaceIn {
            inodes = List.copyOf(inodes);
        }
    }

    /** The process or an ancestor ran one of these executables since the policy was loaded. */
    record Follows(Set<String> executables) implements FilterTest {
        public Follows {
            executables = Set.copyOf(executables);
        }
    }

    /**
     * The cgroup is in a set of the policy's map of cgroups.
     *
     * @param set one more than the position in the policy's list of workload selectors
     */
    record WorkloadIn(int set) implements FilterTest {}
}
