package beelab.sensor.wire;

import static beelab.sensor.wire.Layouts.offset;
import static beelab.sensor.wire.WireLayouts.FILE_PAYLOAD;
import static beelab.sensor.wire.WireLayouts.SOCK_PAYLOAD;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** struct file_payload and struct sock_payload. */
final class PayloadDecoder {
    private static final int S_IFMT = 0xf000;
    private static final int S_IFSOCK = 0xc000;
    private static final int S_IFIFO = 0x1000;

    private PayloadDecoder() {}

    static KernelValue.FileRef file(RecordReader in, long at, int status)
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
                inode);
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
}
