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
 *  | index | kind | pad   | status | original | pad  | payload, status bytes, up to a multiple of 8
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

    private HookDecoder() {}

    static KernelEvent.HookHit decode(RecordReader in, RecordDecoder.Head head)
            throws MalformedRecordException {
        SortedMap<Integer, KernelValue> arguments = new TreeMap<>();
        Optional<KernelValue> returned = Optional.empty();
        long at = HOOK_RECORD.byteSize();
        for (int left = in.u8(ARG_COUNT); left > 0; left--) {
            KernelValue value = value(in, at);
            int index = in.u8(at + ARG_INDEX);
            if (index == WireLayouts.ARG_RETURN) {
                returned = Optional.of(value);
            } else {
                arguments.merge(index, value, HookDecoder::readAgain);
            }
            long payload = Math.max(0, in.i32(at + ARG_STATUS));
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
                returned);
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
            return new KernelValue.ReadError(-status);
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
            case WireLayouts.VALUE_FILE, WireLayouts.VALUE_PATH ->
                    PayloadDecoder.file(in, payload, status);
            case WireLayouts.VALUE_SOCK -> PayloadDecoder.sock(in, payload);
            default -> throw new MalformedRecordException("argument of unknown kind " + kind);
        };
    }
}
