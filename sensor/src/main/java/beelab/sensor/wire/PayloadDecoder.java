package beelab.sensor.wire;

import static beelab.sensor.wire.Layouts.offset;
import static beelab.sensor.wire.WireLayouts.BPF_PAYLOAD;
import static beelab.sensor.wire.WireLayouts.CRED_PAYLOAD;
import static beelab.sensor.wire.WireLayouts.FILE_PAYLOAD;
import static beelab.sensor.wire.WireLayouts.MODULE_PAYLOAD;
import static beelab.sensor.wire.WireLayouts.PERF_PAYLOAD;
import static beelab.sensor.wire.WireLayouts.SKB_PAYLOAD;
import static beelab.sensor.wire.WireLayouts.SOCK_PAYLOAD;
import static beelab.sensor.wire.WireLayouts.UNIX_PAYLOAD;
import static beelab.sensor.wire.WireLayouts.USER_NS_PAYLOAD;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What follows struct arg_record: one structure for each kind of value. */
final class PayloadDecoder {
    private static final int S_IFMT = 0xf000;
    private static final int S_IFSOCK = 0xc000;
    private static final int S_IFIFO = 0x1000;

    private static final int MODULE_NAME = 64;
    private static final int BPF_NAME = 16;
    private static final int PERF_FUNCTION = 64;

    private PayloadDecoder() {}

    static KernelValue.FileRef file(RecordReader in, long at, int status, KernelValue.FileKind what)
            throws MalformedRecordException {
        int flags = in.i32(at + offset(FILE_PAYLOAD, "flags"));
        int mode = in.i32(at + offset(FILE_PAYLOAD, "mode"));
        long inode = in.i64(at + offset(FILE_PAYLOAD, "inode"));
        String path = in.text(at + FILE_PAYLOAD.byteSize(), status - FILE_PAYLOAD.byteSize());
        boolean anonymous = (flags & WireLayouts.FILE_ANONYMOUS) != 0;
        return new KernelValue.FileRef(
                anonymous ? anonymousName(path, mode, inode) : path,
                new KernelValue.PathFlags(
                        (flags & WireLayouts.FILE_PATH_CUT) != 0,
                        (flags & WireLayouts.FILE_PATH_UNRESOLVED) != 0,
                        (flags & WireLayouts.FILE_DELETED) != 0,
                        anonymous),
                mode,
                inode,
                what);
    }

    /** The names that {@code /proc/PID/fd} shows for files without a place in any tree. */
    private static String anonymousName(String name, int mode, long inode) {
        return switch (mode & S_IFMT) {
            case S_IFSOCK -> "socket:[" + Long.toUnsignedString(inode) + "]";
            case S_IFIFO -> "pipe:[" + Long.toUnsignedString(inode) + "]";
            default -> name.startsWith("[") ? "anon_inode:" + name : "/" + name;
        };
    }

    static KernelValue.SockTuple sock(RecordReader in, long at) throws MalformedRecordException {
        return new KernelValue.SockTuple(
                in.u16(at + offset(SOCK_PAYLOAD, "family")),
                in.u16(at + offset(SOCK_PAYLOAD, "type")),
                in.u16(at + offset(SOCK_PAYLOAD, "protocol")),
                in.u8(at + offset(SOCK_PAYLOAD, "state")),
                address(in, at + offset(SOCK_PAYLOAD, "saddr")),
                address(in, at + offset(SOCK_PAYLOAD, "daddr")),
                in.u16(at + offset(SOCK_PAYLOAD, "sport")),
                in.u16(at + offset(SOCK_PAYLOAD, "dport")),
                in.u32(at + offset(SOCK_PAYLOAD, "mark")),
                in.u32(at + offset(SOCK_PAYLOAD, "priority")),
                in.i64(at + offset(SOCK_PAYLOAD, "cookie")));
    }

    /** ::ffff:a.b.c.d becomes an IPv4 address. */
    private static InetAddress address(RecordReader in, long at) throws MalformedRecordException {
        try {
            return InetAddress.getByAddress(in.bytes(at, 16));
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
    }

    static KernelValue.Words words(RecordReader in, long at, int status)
            throws MalformedRecordException {
        List<Long> words = new ArrayList<>(status / Long.BYTES);
        for (int i = 0; i + Long.BYTES <= status; i += Long.BYTES) {
            words.add(in.i64(at + i));
        }
        return new KernelValue.Words(words);
    }

    static KernelValue.Packet packet(RecordReader in, long at) throws MalformedRecordException {
        return new KernelValue.Packet(
                sock(in, at + offset(SKB_PAYLOAD, "sock")),
                in.u32(at + offset(SKB_PAYLOAD, "hash")),
                in.u32(at + offset(SKB_PAYLOAD, "length")),
                in.u32(at + offset(SKB_PAYLOAD, "sec_path_length")),
                in.u32(at + offset(SKB_PAYLOAD, "sec_path_offload")),
                in.u16(at + offset(SKB_PAYLOAD, "ether_type")));
    }

    static KernelValue.SocketAddress socketAddress(RecordReader in, long at)
            throws MalformedRecordException {
        return new KernelValue.SocketAddress(
                in.u16(at + offset(SOCK_PAYLOAD, "family")),
                address(in, at + offset(SOCK_PAYLOAD, "saddr")),
                in.u16(at + offset(SOCK_PAYLOAD, "sport")));
    }

    static KernelValue.UnixAddress unixAddress(RecordReader in, long at, int status)
            throws MalformedRecordException {
        return new KernelValue.UnixAddress(
                in.u16(at + offset(UNIX_PAYLOAD, "family")),
                in.text(at + UNIX_PAYLOAD.byteSize(), status - UNIX_PAYLOAD.byteSize()));
    }

    static KernelValue.UserNs userNamespace(RecordReader in, long at)
            throws MalformedRecordException {
        return new KernelValue.UserNs(
                in.i32(at + offset(USER_NS_PAYLOAD, "level")),
                in.u32(at + offset(USER_NS_PAYLOAD, "owner")),
                in.u32(at + offset(USER_NS_PAYLOAD, "group")),
                in.u32(at + offset(USER_NS_PAYLOAD, "inum")));
    }

    static KernelValue.Cred credentials(RecordReader in, long at) throws MalformedRecordException {
        return new KernelValue.Cred(
                ExecDecoder.credentials(in, at + offset(CRED_PAYLOAD, "creds")),
                userNamespace(in, at + offset(CRED_PAYLOAD, "user_ns")));
    }

    static KernelValue.Module module(RecordReader in, long at) throws MalformedRecordException {
        int signature = in.u8(at + offset(MODULE_PAYLOAD, "signature"));
        return new KernelValue.Module(
                name(in, at + offset(MODULE_PAYLOAD, "name"), MODULE_NAME),
                in.i64(at + offset(MODULE_PAYLOAD, "taints")),
                signature == WireLayouts.MODULE_SIGNATURE_UNKNOWN
                        ? Optional.empty()
                        : Optional.of(signature == 1));
    }

    static KernelValue.BpfProgram program(RecordReader in, long at, boolean loading)
            throws MalformedRecordException {
        return new KernelValue.BpfProgram(
                loading,
                in.i32(at + offset(BPF_PAYLOAD, "type")),
                in.u32(at + offset(BPF_PAYLOAD, "instructions")),
                name(in, at + offset(BPF_PAYLOAD, "name"), BPF_NAME));
    }

    static KernelValue.BpfMap map(RecordReader in, long at) throws MalformedRecordException {
        return new KernelValue.BpfMap(
                in.i32(at + offset(BPF_PAYLOAD, "type")),
                in.u32(at + offset(BPF_PAYLOAD, "key_size")),
                in.u32(at + offset(BPF_PAYLOAD, "value_size")),
                in.u32(at + offset(BPF_PAYLOAD, "max_entries")),
                name(in, at + offset(BPF_PAYLOAD, "name"), BPF_NAME));
    }

    static KernelValue.PerfEvent perfEvent(RecordReader in, long at)
            throws MalformedRecordException {
        return new KernelValue.PerfEvent(
                name(in, at + offset(PERF_PAYLOAD, "function"), PERF_FUNCTION),
                in.i32(at + offset(PERF_PAYLOAD, "type")),
                in.i64(at + offset(PERF_PAYLOAD, "config")),
                in.i64(at + offset(PERF_PAYLOAD, "probe_offset")));
    }

    /** A text in an array of fixed length, up to its first NUL. */
    private static String name(RecordReader in, long at, int length)
            throws MalformedRecordException {
        String text = in.text(at, length);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
