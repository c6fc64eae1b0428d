package beelab.sensor.event;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One collected argument or return value, with the label that the policy gave it. */
public sealed interface Argument {

    /** The policy's {@code label}, empty when it has none. */
    String label();

    /** A string, a file name, or the name of a network device. */
    record Text(String value, String label) implements Argument {}

    /** A signed number of up to 32 bits. */
    record Int(int value, String label) implements Argument {}

    /** An unsigned number of up to 32 bits, kept in its bits. */
    record UInt(int value, String label) implements Argument {}

    /** An unsigned number of 64 bits, kept in its bits. */
    record Size(long value, String label) implements Argument {}

    /** A signed number of 64 bits. */
    record Long64(long value, String label) implements Argument {}

    /**
     * A buffer.
     *
     * @param data what was collected, read-only
     * @param originalSize length of the buffer in the traced program; more than collected when it
     *     was cut
     */
    record Bytes(ByteBuffer data, long originalSize, String label) implements Argument {
        public boolean truncated() {
            return originalSize > data.remaining();
        }
    }

    /**
     * An open file, or a file descriptor resolved to one.
     *
     * @param flags {@code unresolvedPathComponents} when the walk to the root was cut
     * @param permission mode as {@code ls} prints it, {@code -rw-r--r--}
     */
    record OpenFile(String mount, String path, String flags, String permission, String label)
            implements Argument {}

    /** A path or dentry. */
    record FilePath(String mount, String path, String flags, String permission, String label)
            implements Argument {}

    /** A program about to be executed. */
    record Binprm(String path, String flags, String permission, String label) implements Argument {}

    /** A socket: {@code family} such as {@code AF_INET}, ports in host order. */
    record Socket(
            String family,
            String type,
            String protocol,
            int mark,
            int priority,
            String sourceAddress,
            String destinationAddress,
            int sourcePort,
            int destinationPort,
            long cookie,
            String state,
            String label)
            implements Argument {}

    /**
     * A network packet.
     *
     * @param protocolNumber of its network header
     * @param secPathLength transformations that IPsec made
     * @param secPathOffload those that the hardware made
     * @param family empty when it is none of IP
     */
    record Packet(
            int hash,
            int length,
            int priority,
            int mark,
            String sourceAddress,
            String destinationAddress,
            int sourcePort,
            int destinationPort,
            int protocolNumber,
            int secPathLength,
            int secPathOffload,
            String protocol,
            String family,
            String label)
            implements Argument {}

    /** An Internet socket address. */
    record SocketAddress(String family, String address, int port, String label)
            implements Argument {}

    /** A Unix socket address; abstract names begin with {@code @}. */
    record UnixAddress(String family, String path, String label) implements Argument {}

    /** A capability by number and name. */
    record Capability(int value, String name, String label) implements Argument {}

    /** One capability set as the kernel prints it, sixteen hexadecimal digits. */
    record CapabilitySet(Which which, String hex, String label) implements Argument {
        /** Which set, and so which field of the wire message. */
        public enum Which {
            PLAIN,
            INHERITABLE,
            PERMITTED,
            EFFECTIVE
        }
    }

    /** Credentials. */
    record Cred(Process.Credentials value, String label) implements Argument {}

    /** A user namespace. */
    record UserNs(Process.UserNamespace value, String label) implements Argument {}

    /** The attributes of a BPF program that is being loaded. */
    record BpfAttr(String programType, int instructions, String programName, String label)
            implements Argument {}

    /** A BPF program. */
    record BpfProgram(String programType, int instructions, String programName, String label)
            implements Argument {}

    /** A BPF map that is being made. */
    record BpfMap(
            String mapType, int keySize, int valueSize, int maxEntries, String name, String label)
            implements Argument {}

    /** A performance event that is being opened. */
    record PerfEvent(String function, String type, long config, long probeOffset, String label)
            implements Argument {}

    /** A command of {@code bpf(2)} by number. */
    record BpfCommand(int value, String label) implements Argument {}

    /**
     * A kernel module.
     *
     * @param signatureAccepted null when the kernel checks no signatures
     * @param taints what loading it means for the kernel, bit n for taint flag n
     */
    record Module(String name, @Nullable Boolean signatureAccepted, long taints, String label)
            implements Argument {}

    /**
     * A system call by number.
     *
     * @param abi {@code x64}, {@code i386}, {@code arm64} or {@code arm32}
     */
    record Syscall(int id, String abi, String label) implements Argument {}

    /** The value could not be read, and why. */
    record Failed(String message, String label) implements Argument {}
}
