package beelab.sensor.wire;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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

        /** The same with what lies behind. */
        Bytes with(byte[] rest) {
            byte[] all = Arrays.copyOf(value, value.length + rest.length);
            System.arraycopy(rest, 0, all, value.length, rest.length);
            return new Bytes(all, originalSize);
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
     * @param what what the policy calls it
     */
    record FileRef(String path, PathFlags flags, int mode, long inode, FileKind what)
            implements KernelValue {

        /** An open file. */
        public FileRef(String path, PathFlags flags, int mode, long inode) {
            this(path, flags, mode, inode, FileKind.FILE);
        }
    }

    /** What a policy calls a file; all are read alike. */
    enum FileKind {
        FILE,
        PATH,
        /** A program about to be executed. */
        BINPRM
    }

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

    /** An array of 64-bit numbers, such as the arguments of a system call. */
    record Words(List<Long> values) implements KernelValue {
        public Words {
            values = List.copyOf(values);
        }
    }

    /**
     * A packet.
     *
     * @param headers its addresses, ports and protocol; family 0 when it is none of IP; type, state
     *     and cookie mean nothing
     * @param hash unsigned 32 bits
     * @param length bytes of the whole packet
     * @param secPathLength transformations of IPsec
     * @param secPathOffload those of them that were offloaded
     * @param etherType such as 0x0800; 0 when not known yet
     */
    record Packet(
            SockTuple headers,
            long hash,
            long length,
            long secPathLength,
            long secPathOffload,
            int etherType)
            implements KernelValue {}

    /**
     * A {@code struct sockaddr}.
     *
     * @param address of AF_INET and AF_INET6, otherwise of no meaning
     * @param port the same
     */
    record SocketAddress(int family, InetAddress address, int port) implements KernelValue {}

    /**
     * A {@code struct sockaddr_un}.
     *
     * @param path empty for an address without a name, and for families other than AF_UNIX; an
     *     abstract name begins with {@code @}
     */
    record UnixAddress(int family, String path) implements KernelValue {}

    /** Credentials of a process or of an operation. */
    record Cred(Credentials ids, UserNs userNamespace) implements KernelValue {}

    /**
     * A user namespace.
     *
     * @param level 0 for the initial one
     * @param owner uid, unsigned 32 bits
     * @param group gid, unsigned 32 bits
     * @param inode its number
     */
    record UserNs(int level, long owner, long group, long inode) implements KernelValue {}

    /** One capability by its number. */
    record Capability(int number) implements KernelValue {}

    /** A set of capabilities. */
    record CapabilitySet(SetKind kind, long bits) implements KernelValue {}

    /** Which set of capabilities the policy says it is. */
    enum SetKind {
        PLAIN,
        INHERITABLE,
        PERMITTED,
        EFFECTIVE
    }

    /**
     * A system call by its number.
     *
     * @param ia32 whether it was made through the 32-bit ABI
     */
    record Syscall(int number, boolean ia32) implements KernelValue {}

    /**
     * A kernel module.
     *
     * @param taints bit n is set for taint flag n of the kernel
     * @param signed whether its signature was accepted; empty when the kernel does not check any
     */
    record Module(String name, long taints, Optional<Boolean> signed) implements KernelValue {}

    /** A command of {@code bpf(2)}: {@code enum bpf_cmd}. */
    record BpfCommand(int number) implements KernelValue {}

    /**
     * A BPF program.
     *
     * @param loading whether these are the attributes of one that is being loaded
     * @param type {@code enum bpf_prog_type}
     * @param instructions unsigned 32 bits
     */
    record BpfProgram(boolean loading, int type, long instructions, String name)
            implements KernelValue {}

    /**
     * A BPF map; sizes are in bytes, unsigned 32 bits.
     *
     * @param type {@code enum bpf_map_type}
     */
    record BpfMap(int type, long keySize, long valueSize, long maxEntries, String name)
            implements KernelValue {}

    /**
     * A performance event.
     *
     * @param function of a kprobe or uprobe by name; otherwise empty
     * @param type {@code enum perf_type_id}, or the number of a dynamic unit
     */
    record PerfEvent(String function, int type, long config, long probeOffset)
            implements KernelValue {}

    /**
     * The argument could not be read.
     *
     * @param errno positive, such as 14 for EFAULT
     * @param depth on the way to a member: the pointer that could not be followed, from 1; 0 when
     *     there was no way
     */
    record ReadError(int errno, int depth) implements KernelValue {

        /** The value itself could not be read. */
        public ReadError(int errno) {
            this(errno, 0);
        }
    }
}
