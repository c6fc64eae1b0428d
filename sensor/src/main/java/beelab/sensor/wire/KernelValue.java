package beelab.sensor.wire;

import java.net.InetAddress;
import java.util.Arrays;

/** Value of a hook's argument, or of its return. */
public sealed interface KernelValue {

    /** A signed number of 32 bits or less: int, int8, int16, int32. */
    record Int(int value) implements KernelValue {}

    /** An unsigned number of 32 bits or less, 0 to 4294967295. */
    record UInt(long value) implements KernelValue {}

    /**
     * An unsigned 64-bit number (uint64, ulong, size_t), to be read with {@link
     * Long#toUnsignedString}.
     */
    record Size(long value) implements KernelValue {}

    /** A signed 64-bit number. */
    record LongInt(long value) implements KernelValue {}

    /**
     * A string.
     *
     * @param value decoded as UTF-8, malformed bytes replaced
     * @param cut whether it was longer than what was read
     */
    record Text(String value, boolean cut) implements KernelValue {}

    /**
     * A buffer.
     *
     * @param value the bytes that were read
     * @param originalSize how many there were; larger than the array when it was cut
     */
    @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
    record Bytes(byte[] value, long originalSize) implements KernelValue {
        public Bytes {
            value = value.clone();
        }

        @Override
        public byte[] value() {
            return value.clone();
        }

        /** Whether there was more. */
        public boolean cut() {
            return originalSize > value.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes(byte[] bytes, long size)
                    && size == originalSize
                    && Arrays.equals(bytes, value);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(value) + Long.hashCode(originalSize);
        }

        @Override
        public String toString() {
            return "Bytes[" + value.length + " of " + originalSize + "]";
        }
    }

    /**
     * A file or a path.
     *
     * @param path as seen from the root directory of the process
     * @param flags what is special about the path
     * @param mode type and permission bits ({@code i_mode}), 0 when unknown
     * @param inode number of its inode, 0 when unknown
     */
    record FileRef(String path, PathFlags flags, int mode, long inode) implements KernelValue {}

    /**
     * What is special about a path.
     *
     * @param cut its beginning is missing: it was longer than 4096 bytes
     * @param unresolved not reachable from the root directory of the process
     * @param deleted it has no name any more
     * @param anonymous pipe, socket, memfd and the like: the path is only a name
     */
    record PathFlags(boolean cut, boolean unresolved, boolean deleted, boolean anonymous) {
        public static final PathFlags NONE = new PathFlags(false, false, false, false);
    }

    /**
     * A sock of the kernel.
     *
     * @param family {@code AF_*}
     * @param type {@code SOCK_*}
     * @param protocol {@code IPPROTO_*}
     * @param state {@code TCP_*}, of other protocols of little meaning
     * @param sourceAddress local address
     * @param destinationAddress remote address
     * @param sourcePort 0 to 65535
     * @param destinationPort 0 to 65535
     * @param mark unsigned 32 bits
     * @param priority unsigned 32 bits
     * @param cookie 0 when nothing has asked the kernel for one
     */
    record SockTuple(
            int family,
            int type,
            int protocol,
            int state,
            InetAddress sourceAddress,
            InetAddress destinationAddress,
            int sourcePort,
            int destinationPort,
            long mark,
            long priority,
            long cookie)
            implements KernelValue {}

    /**
     * The argument could not be read.
     *
     * @param errno positive, such as 14 for EFAULT
     */
    record ReadError(int errno) implements KernelValue {}
}
