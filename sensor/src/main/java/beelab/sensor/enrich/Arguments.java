package beelab.sensor.enrich;

import beelab.sensor.compile.ArgType;
import beelab.sensor.compile.CompiledHook;
import beelab.sensor.compile.CompiledProgram;
import beelab.sensor.event.Argument;
import beelab.sensor.event.Event;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.KernelValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** From values of the kernel to arguments of events. */
final class Arguments {
    private static final int EFAULT = 14;
    private static final String UNRESOLVED = "unresolvedPathComponents";

    private Arguments() {}

    /** The arguments of a record with their labels, in the order of the policy. */
    static List<Argument> of(KernelEvent.HookHit hit, CompiledHook hook) {
        return hit.arguments().stream()
                .map(argument ->
                        map(
                                argument.value(),
                                label(hook, argument.index()),
                                isPath(hook, argument.index())))
                .toList();
    }

    /**
     * The same hit with the return value behind its arguments: uprobe events have no field for it.
     */
    static Event.Hit withReturn(Event.Hit hit, KernelEvent.HookHit record) {
        if (record.returnValue().isEmpty()) {
            return hit;
        }
        List<Argument> args = new ArrayList<>(hit.args());
        args.add(returned(record.returnValue().get()));
        return new Event.Hit(hit.policyName(), hit.message(), hit.tags(), args, hit.action());
    }

    /** A return value. */
    static Argument returned(KernelValue value) {
        return map(value, "", false);
    }

    private static String label(CompiledHook hook, int index) {
        return index < hook.argumentLabels().size() ? hook.argumentLabels().get(index) : "";
    }

    /**
     * Whether the policy calls it a path or dentry; the record has one form for files and paths.
     */
    private static boolean isPath(CompiledHook hook, int index) {
        for (CompiledProgram program : hook.programs()) {
            for (var argument : program.arguments()) {
                if (argument.index() == index) {
                    return argument.type() == ArgType.PATH || argument.type() == ArgType.DENTRY;
                }
            }
        }
        return false;
    }

    private static Argument map(KernelValue value, String label, boolean path) {
        return switch (value) {
            case KernelValue.Int v -> new Argument.Int(v.value(), label);
            case KernelValue.UInt v -> new Argument.UInt((int) v.value(), label);
            case KernelValue.Size v -> new Argument.Size(v.value(), label);
            case KernelValue.LongInt v -> new Argument.Long64(v.value(), label);
            case KernelValue.Text v -> new Argument.Text(v.value(), label);
            case KernelValue.Bytes v ->
                    new Argument.Bytes(
                            ByteBuffer.wrap(v.value()).asReadOnlyBuffer(), v.originalSize(), label);
            case KernelValue.FileRef v -> {
                String flags = v.flags().cut() || v.flags().unresolved() ? UNRESOLVED : "";
                String permission = FileModes.text(v.mode());
                yield path
                        ? new Argument.FilePath("", v.path(), flags, permission, label)
                        : new Argument.OpenFile("", v.path(), flags, permission, label);
            }
            case KernelValue.SockTuple v -> socket(v, label);
            case KernelValue.ReadError v ->
                    new Argument.Failed(
                            v.errno() == EFAULT
                                    ? "Bad address for basic type"
                                    : "Cannot be read: errno " + v.errno(),
                            label);
        };
    }

    private static Argument socket(KernelValue.SockTuple v, String label) {
        return new Argument.Socket(
                SocketNames.family(v.family()),
                SocketNames.type(v.type()),
                SocketNames.protocol(v.protocol()),
                (int) v.mark(),
                (int) v.priority(),
                SocketNames.address(v.sourceAddress()),
                SocketNames.address(v.destinationAddress()),
                v.sourcePort(),
                v.destinationPort(),
                v.cookie(),
                SocketNames.tcpState(v.state()),
                label);
    }
}
