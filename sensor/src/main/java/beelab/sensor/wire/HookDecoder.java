package beelab.sensor.wire;

import static beelab.sensor.wire.Layouts.offset;
import static beelab.sensor.wire.WireLayouts.ARG_RECORD;
import static beelab.sensor.wire.WireLayouts.HOOK_RECORD;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * struct hook_record, and its tail of arguments:
 *
 * <pre>
 *  0       1      2       4        8          12     16
 *  +-------+------+-------+--------+----------+------+------------------------ - -
 *  | index | kind | depth | status | original | more | payload, status bytes, up to a multiple of 8
 *  +-------+------+-------+--------+----------+------+------------------------ - -
 * </pre>
 */
final class HookDecoder {
    private static final long POLICY = offset(HOOK_RECORD, "policy_id");
    private static final long HOOK = offset(HOOK_RECORD, "hook_id");
    private static final long SELECTOR = offset(HOOK_RECORD, "selector");
    private static final long ACTION = offset(HOOK_RECORD, "action");
    private static final long RETURN_ACTION = offset(HOOK_RECORD, "return_action");
    private static final long ARG_COUNT = offset(HOOK_RECORD, "arg_count");
    private static final long ENFORCE_STATUS = offset(HOOK_RECORD, "enforce_status");
    private static final long ARG_INDEX = offset(ARG_RECORD, "index");
    private static final long ARG_KIND = offset(ARG_RECORD, "kind");
    private static final long ARG_STATUS = offset(ARG_RECORD, "status");
    private static final long ARG_ORIGINAL = offset(ARG_RECORD, "original");
    private static final long ARG_DEPTH = offset(ARG_RECORD, "depth");
    private static final long ARG_CHUNKED = offset(ARG_RECORD, "chunked");

    private HookDecoder() {}

    static KernelEvent.HookHit decode(RecordReader in, RecordDecoder.Head head, ChunkStore chunks)
            throws MalformedRecordException {
        SortedMap<Integer, KernelValue> arguments = new TreeMap<>();
        Optional<KernelValue> returned = Optional.empty();
        ExtrasDecoder extras = new ExtrasDecoder();
        long at = HOOK_RECORD.byteSize();
        for (int left = in.u8(ARG_COUNT); left > 0; left--) {
            int index = in.u8(at + ARG_INDEX);
            int status = in.i32(at + ARG_STATUS);
            if (extras.take(in, index, in.u8(at + ARG_KIND), at + ARG_RECORD.byteSize(), status)) {
                at += ARG_RECORD.byteSize() + (Math.max(0, status) + 7L) / 8 * 8;
                continue;
            }
            KernelValue value = value(in, at);
            long more = in.u32(at + ARG_CHUNKED);
            if (more > 0 && value instanceof KernelValue.Bytes bytes) {
                ChunkStore.Key key =
                        new ChunkStore.Key(
                                head.tid(), head.ktime(), in.i32(POLICY), in.u16(HOOK), index);
                value = bytes.with(chunks.take(key, more));
            }
            if (index == WireLayouts.ARG_RETURN) {
                returned = Optional.of(value);
            } else {
                arguments.merge(index, value, HookDecoder::readAgain);
            }
            long payload = Math.max(0, status);
            at += ARG_RECORD.byteSize() + (payload + 7) / 8 * 8;
        }
        int selector = in.u16(SELECTOR);
        return new KernelEvent.HookHit(
                head.process(),
                head.tid(),
                head.ktime(),
                in.i32(POLICY),
                in.u16(HOOK),
                selector == WireLayouts.SELECTOR_NONE
                        ? OptionalInt.empty()
                        : OptionalInt.of(selector),
                HookAction.ofCode(in.u8(ACTION)),
                HookAction.ofCode(in.u8(RETURN_ACTION)),
                enforcement(head, in.i32(ENFORCE_STATUS)),
                arguments.entrySet().stream()
                        .map(a -> new KernelEvent.HookArgument(a.getKey(), a.getValue()))
                        .toList(),
                returned,
                extras.result());
    }

    /**
     * An argument that was read when a call began and again when it returned: the later one tells
     * more, such as the source port that connect chose. Not so if it could not be read, or if the
     * kernel has taken the destination off a socket because the connection failed.
     */
    private static KernelValue readAgain(KernelValue begun, KernelValue returned) {
        return returned instanceof KernelValue.ReadError
                        || returned instanceof KernelValue.SockTuple sock
                                && sock.destinationPort() == 0
                ? begun
                : returned;
    }

    private static Enforcement enforcement(RecordDecoder.Head head, int status) {
        if (head.has(WireLayouts.HOOK_ENFORCE_FAILED)) {
            return new Enforcement.Failed(-status);
        }
        if (head.has(WireLayouts.HOOK_ENFORCED)) {
            return new Enforcement.Done();
        }
        return head.has(WireLayouts.HOOK_MONITORED)
                ? new Enforcement.Monitored()
                : new Enforcement.None();
    }

    private static KernelValue value(RecordReader in, long at) throws MalformedRecordException {
        int status = in.i32(at + ARG_STATUS);
        if (status < 0) {
            return new KernelValue.ReadError(-status, in.u16(at + ARG_DEPTH));
        }
        int kind = in.u8(at + ARG_KIND);
        long payload = at + ARG_RECORD.byteSize();
        return switch (kind) {
            case WireLayouts.VALUE_INT -> new KernelValue.Int((int) in.i64(payload));
            case WireLayouts.VALUE_UINT -> new KernelValue.UInt(in.i64(payload));
            case WireLayouts.VALUE_LONG -> new KernelValue.LongInt(in.i64(payload));
            case WireLayouts.VALUE_SIZE -> new KernelValue.Size(in.i64(payload));
            case WireLayouts.VALUE_TEXT ->
                    new KernelValue.Text(
                            in.text(payload, status), in.i32(at + ARG_ORIGINAL) != status);
            case WireLayouts.VALUE_BYTES ->
                    new KernelValue.Bytes(in.bytes(payload, status), in.u32(at + ARG_ORIGINAL));
            case WireLayouts.VALUE_WORDS -> PayloadDecoder.words(in, payload, status);
            case WireLayouts.VALUE_FILE ->
                    PayloadDecoder.file(in, payload, status, KernelValue.FileKind.FILE);
            case WireLayouts.VALUE_PATH ->
                    PayloadDecoder.file(in, payload, status, KernelValue.FileKind.PATH);
            case WireLayouts.VALUE_BINPRM ->
                    PayloadDecoder.file(in, payload, status, KernelValue.FileKind.BINPRM);
            case WireLayouts.VALUE_SOCK -> PayloadDecoder.sock(in, payload);
            case WireLayouts.VALUE_SKB -> PayloadDecoder.packet(in, payload);
            case WireLayouts.VALUE_SOCKADDR -> PayloadDecoder.socketAddress(in, payload);
            case WireLayouts.VALUE_SOCKADDR_UN -> PayloadDecoder.unixAddress(in, payload, status);
            case WireLayouts.VALUE_CRED -> PayloadDecoder.credentials(in, payload);
            case WireLayouts.VALUE_USER_NS -> PayloadDecoder.userNamespace(in, payload);
            case WireLayouts.VALUE_CAPABILITY -> new KernelValue.Capability((int) in.i64(payload));
            case WireLayouts.VALUE_CAP_SET -> set(KernelValue.SetKind.PLAIN, in, payload);
            case WireLayouts.VALUE_CAP_INHERITABLE ->
                    set(KernelValue.SetKind.INHERITABLE, in, payload);
            case WireLayouts.VALUE_CAP_PERMITTED -> set(KernelValue.SetKind.PERMITTED, in, payload);
            case WireLayouts.VALUE_CAP_EFFECTIVE -> set(KernelValue.SetKind.EFFECTIVE, in, payload);
            case WireLayouts.VALUE_SYSCALL -> syscall(in.i64(payload));
            case WireLayouts.VALUE_MODULE -> PayloadDecoder.module(in, payload);
            case WireLayouts.VALUE_BPF_CMD -> new KernelValue.BpfCommand((int) in.i64(payload));
            case WireLayouts.VALUE_BPF_ATTR -> PayloadDecoder.program(in, payload, true);
            case WireLayouts.VALUE_BPF_PROG -> PayloadDecoder.program(in, payload, false);
            case WireLayouts.VALUE_BPF_MAP -> PayloadDecoder.map(in, payload);
            case WireLayouts.VALUE_PERF_EVENT -> PayloadDecoder.perfEvent(in, payload);
            default -> throw new MalformedRecordException("argument of unknown kind " + kind);
        };
    }

    private static KernelValue set(KernelValue.SetKind kind, RecordReader in, long payload)
            throws MalformedRecordException {
        return new KernelValue.CapabilitySet(kind, in.i64(payload));
    }

    private static KernelValue syscall(long number) {
        return new KernelValue.Syscall(
                (int) (number & ~WireLayouts.SYSCALL_32BIT),
                (number & WireLayouts.SYSCALL_32BIT) != 0);
    }
}
