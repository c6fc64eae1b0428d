package beelab.sensor.wire;

import static beelab.sensor.wire.Layouts.offset;
import static beelab.sensor.wire.WireLayouts.USER_FRAME;

import beelab.sensor.wire.HookExtras.UserFrame;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Collects what stands among the arguments of a record and is none. */
final class ExtrasDecoder {
    private static final long STATUS = offset(USER_FRAME, "status");
    private static final long BUILD_ID = offset(USER_FRAME, "build_id");
    private static final long WHERE = offset(USER_FRAME, "where");
    private static final int BUILD_ID_BYTES = 20;
    private static final HexFormat HEX = HexFormat.of();

    private List<Long> kernelStack = List.of();
    private List<UserFrame> userStack = List.of();
    private Optional<HookExtras.Hash> hash = Optional.empty();

    /** Takes an entry of the tail if it is none of the arguments; false when it is one. */
    boolean take(RecordReader in, int index, int kind, long payload, int status)
            throws MalformedRecordException {
        switch (index) {
            case WireLayouts.ARG_KERNEL_STACK -> {
                if (kind == WireLayouts.VALUE_KERNEL_STACK) {
                    kernelStack = addresses(in, payload, status);
                }
            }
            case WireLayouts.ARG_USER_STACK -> {
                if (kind == WireLayouts.VALUE_USER_STACK) {
                    userStack = frames(in, payload, status);
                }
            }
            case WireLayouts.ARG_IMA_HASH -> {
                if (kind == WireLayouts.VALUE_HASH) {
                    hash = Optional.of(hash(in, payload, status));
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    HookExtras result() {
        return kernelStack.isEmpty() && userStack.isEmpty() && hash.isEmpty()
                ? HookExtras.NONE
                : new HookExtras(kernelStack, userStack, hash);
    }

    private static List<Long> addresses(RecordReader in, long payload, int size)
            throws MalformedRecordException {
        List<Long> addresses = new ArrayList<>();
        for (long at = payload; at + Long.BYTES <= payload + size; at += Long.BYTES) {
            addresses.add(in.i64(at));
        }
        return addresses;
    }

    private static List<UserFrame> frames(RecordReader in, long payload, int size)
            throws MalformedRecordException {
        List<UserFrame> frames = new ArrayList<>();
        long step = USER_FRAME.byteSize();
        for (long at = payload; at + step <= payload + size; at += step) {
            long where = in.i64(at + WHERE);
            switch (in.i32(at + STATUS)) {
                case WireLayouts.FRAME_IN_FILE ->
                        frames.add(
                                new UserFrame.InFile(
                                        HEX.formatHex(in.bytes(at + BUILD_ID, BUILD_ID_BYTES)),
                                        where));
                case WireLayouts.FRAME_ADDRESS -> frames.add(new UserFrame.Address(where));
                case WireLayouts.FRAME_EMPTY -> {}
                default -> throw new MalformedRecordException("stack frame of unknown kind");
            }
        }
        return frames;
    }

    private static HookExtras.Hash hash(RecordReader in, long payload, int size)
            throws MalformedRecordException {
        if (size <= Long.BYTES) {
            throw new MalformedRecordException("hash of " + size + " bytes");
        }
        return new HookExtras.Hash(
                (int) in.i64(payload),
                HEX.formatHex(in.bytes(payload + Long.BYTES, size - Long.BYTES)));
    }
}
