package beelab.sensor.wire;

import static beelab.sensor.wire.Layouts.offset;
import static beelab.sensor.wire.WireLayouts.CREDENTIALS;
import static beelab.sensor.wire.WireLayouts.EXEC_RECORD;
import static beelab.sensor.wire.WireLayouts.NAMESPACE_IDS;
import static beelab.sensor.wire.WireLayouts.TEXT_SPAN;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * struct exec_record. Its five texts follow each other in the tail, each as long as its text_span
 * says.
 */
final class ExecDecoder {
    private static final long PARENT_KEY = offset(EXEC_RECORD, "parent_start_key");
    private static final long PARENT = offset(EXEC_RECORD, "parent_tgid");
    private static final long AUID = offset(EXEC_RECORD, "auid");
    private static final long CREDS = offset(EXEC_RECORD, "creds");
    private static final long NS = offset(EXEC_RECORD, "ns");
    private static final long CGROUP_ID = offset(EXEC_RECORD, "cgroup_id");
    private static final long INODE = offset(EXEC_RECORD, "inode");
    private static final long NLINK = offset(EXEC_RECORD, "nlink");
    private static final long NS_TGID = offset(EXEC_RECORD, "ns_tgid");
    private static final long FILENAME = offset(EXEC_RECORD, "filename");
    private static final long EXE = offset(EXEC_RECORD, "exe");
    private static final long CWD = offset(EXEC_RECORD, "cwd");
    private static final long CGROUP = offset(EXEC_RECORD, "cgroup");
    private static final long ARGS = offset(EXEC_RECORD, "args");
    private static final long SPAN_ORIGINAL = offset(TEXT_SPAN, "original");

    private final RecordReader in;
    private long tail = EXEC_RECORD.byteSize();

    private ExecDecoder(RecordReader in) {
        this.in = in;
    }

    static KernelEvent.Exec decode(RecordReader in, RecordDecoder.Head head)
            throws MalformedRecordException {
        ExecDecoder texts = new ExecDecoder(in);
        KernelText filename = texts.text(FILENAME);
        KernelText executable = texts.text(EXE);
        KernelText workingDirectory = texts.text(CWD);
        KernelText cgroup = texts.text(CGROUP);
        KernelEvent.Arguments arguments = texts.arguments(head.has(WireLayouts.EXEC_ARGS_CUT));
        return new KernelEvent.Exec(
                head.process(),
                head.tid(),
                head.ktime(),
                new ProcessId(in.i32(PARENT), in.i64(PARENT_KEY)),
                in.u32(AUID),
                credentials(in, CREDS),
                namespaces(in),
                in.i64(CGROUP_ID),
                in.i64(INODE),
                in.i32(NLINK),
                in.i32(NS_TGID),
                filename,
                executable,
                workingDirectory,
                cgroup,
                arguments,
                new KernelEvent.ExecFlags(
                        head.has(WireLayouts.EXEC_SETUID),
                        head.has(WireLayouts.EXEC_SETGID),
                        head.has(WireLayouts.EXEC_CWD_UNRESOLVED),
                        head.has(WireLayouts.EXEC_SECURE)));
    }

    private KernelText text(long span) throws MalformedRecordException {
        int status = in.i32(span);
        if (status < 0) {
            return new KernelText("", false, -status);
        }
        String value = in.text(tail, status);
        tail += status;
        return new KernelText(value, in.i32(span + SPAN_ORIGINAL) != status, 0);
    }

    private KernelEvent.Arguments arguments(boolean cut) throws MalformedRecordException {
        int status = in.i32(ARGS);
        if (status < 0) {
            return new KernelEvent.Arguments(List.of(), false, -status);
        }
        byte[] bytes = in.bytes(tail, status);
        List<String> values = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                values.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        if (start < bytes.length) {
            values.add(new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8));
        }
        return new KernelEvent.Arguments(values, cut, 0);
    }

    static Credentials credentials(RecordReader in, long at) throws MalformedRecordException {
        return new Credentials(
                in.u32(at + offset(CREDENTIALS, "uid")),
                in.u32(at + offset(CREDENTIALS, "gid")),
                in.u32(at + offset(CREDENTIALS, "euid")),
                in.u32(at + offset(CREDENTIALS, "egid")),
                in.u32(at + offset(CREDENTIALS, "suid")),
                in.u32(at + offset(CREDENTIALS, "sgid")),
                in.u32(at + offset(CREDENTIALS, "fsuid")),
                in.u32(at + offset(CREDENTIALS, "fsgid")),
                in.i32(at + offset(CREDENTIALS, "securebits")),
                in.i64(at + offset(CREDENTIALS, "cap_permitted")),
                in.i64(at + offset(CREDENTIALS, "cap_effective")),
                in.i64(at + offset(CREDENTIALS, "cap_inheritable")));
    }

    private static NamespaceIds namespaces(RecordReader in) throws MalformedRecordException {
        return new NamespaceIds(
                in.u32(NS + offset(NAMESPACE_IDS, "uts")),
                in.u32(NS + offset(NAMESPACE_IDS, "ipc")),
                in.u32(NS + offset(NAMESPACE_IDS, "mnt")),
                in.u32(NS + offset(NAMESPACE_IDS, "pid")),
                in.u32(NS + offset(NAMESPACE_IDS, "pid_for_children")),
                in.u32(NS + offset(NAMESPACE_IDS, "net")),
                in.u32(NS + offset(NAMESPACE_IDS, "time")),
                in.u32(NS + offset(NAMESPACE_IDS, "time_for_children")),
                in.u32(NS + offset(NAMESPACE_IDS, "cgroup")),
                in.u32(NS + offset(NAMESPACE_IDS, "user")));
    }
}
