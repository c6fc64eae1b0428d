package beelab.sensor.enrich;

import beelab.sensor.compile.CompiledHook;
import beelab.sensor.event.Argument;
import beelab.sensor.event.CapabilityNames;
import beelab.sensor.event.Event;
import beelab.sensor.event.Process;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.KernelValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** From values of the kernel to arguments of events. */
final class Arguments {
    private static final int EFAULT = 14;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final String UNRESOLVED = "unresolvedPathComponents";

    private Arguments() {}

    /** The arguments of a record with their labels, in the order of the policy. */
    static List<Argument> of(KernelEvent.HookHit hit, CompiledHook hook) {
        return arguments(hit, 0, KernelEvent.HookArgument.DATA, hook.argumentLabels());
    }

    /** The entries of {@code data}. */
    static List<Argument> data(KernelEvent.HookHit hit, CompiledHook hook) {
        return arguments(hit, KernelEvent.HookArgument.DATA, Integer.MAX_VALUE, hook.dataLabels());
    }

    private static List<Argument> arguments(
            KernelEvent.HookHit hit, int from, int to, List<String> labels) {
        List<Argument> arguments = new ArrayList<>();
        for (KernelEvent.HookArgument argument : hit.arguments()) {
            int position = argument.index() - from;
            if (position < 0 || argument.index() >= to) {
                continue;
            }
            String label = position < labels.size() ? labels.get(position) : "";
            if (argument.value() instanceof KernelValue.Words(List<Long> words)) {
                // The contract has no array: each number is an argument of its own.
                words.forEach(word -> arguments.add(new Argument.Size(word, label)));
            } else {
                arguments.add(map(argument.value(), label));
            }
        }
        return arguments;
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
        return map(value, "");
    }

    private static Argument map(KernelValue value, String label) {
        return switch (value) {
            case KernelValue.Int v -> new Argument.Int(v.value(), label);
            case KernelValue.UInt v -> new Argument.UInt((int) v.value(), label);
            case KernelValue.Size v -> new Argument.Size(v.value(), label);
            case KernelValue.LongInt v -> new Argument.Long64(v.value(), label);
            case KernelValue.Words v ->
                    new Argument.Size(v.values().isEmpty() ? 0 : v.values().getFirst(), label);
            case KernelValue.Text v -> new Argument.Text(v.value(), label);
            case KernelValue.Bytes v ->
                    new Argument.Bytes(
                            ByteBuffer.wrap(v.value()).asReadOnlyBuffer(), v.originalSize(), label);
            case KernelValue.FileRef v -> file(v, label);
            case KernelValue.SockTuple v -> socket(v, label);
            case KernelValue.Packet v -> packet(v, label);
            case KernelValue.SocketAddress v ->
                    new Argument.SocketAddress(
                            SocketNames.family(v.family()),
                            isInternet(v.family()) ? SocketNames.address(v.address()) : "",
                            v.port(),
                            label);
            case KernelValue.UnixAddress v ->
                    new Argument.UnixAddress(SocketNames.family(v.family()), v.path(), label);
            case KernelValue.Cred v -> new Argument.Cred(credentials(v), label);
            case KernelValue.UserNs v -> new Argument.UserNs(userNamespace(v), label);
            case KernelValue.Capability v ->
                    new Argument.Capability(
                            v.number(), CapabilityNames.contractName(v.number()), label);
            case KernelValue.CapabilitySet v ->
                    new Argument.CapabilitySet(
                            switch (v.kind()) {
                                case PLAIN -> Argument.CapabilitySet.Which.PLAIN;
                                case INHERITABLE -> Argument.CapabilitySet.Which.INHERITABLE;
                                case PERMITTED -> Argument.CapabilitySet.Which.PERMITTED;
                                case EFFECTIVE -> Argument.CapabilitySet.Which.EFFECTIVE;
                            },
                            String.format("%016x", v.bits()),
                            label);
            case KernelValue.Syscall v ->
                    new Argument.Syscall(v.number(), SyscallAbi.of(v.ia32()), label);
            case KernelValue.Module v ->
                    new Argument.Module(v.name(), v.signed().orElse(null), v.taints(), label);
            case KernelValue.BpfCommand v -> new Argument.BpfCommand(v.number(), label);
            case KernelValue.BpfProgram v -> program(v, label);
            case KernelValue.BpfMap v ->
                    new Argument.BpfMap(
                            BpfNames.mapType(v.type()),
                            (int) v.keySize(),
                            (int) v.valueSize(),
                            (int) v.maxEntries(),
                            v.name(),
                            label);
            case KernelValue.PerfEvent v ->
                    new Argument.PerfEvent(
                            v.function(),
                            BpfNames.perfType(v.type()),
                            v.config(),
                            v.probeOffset(),
                            label);
            case KernelValue.ReadError v -> new Argument.Failed(reason(v), label);
        };
    }

    private static String reason(KernelValue.ReadError error) {
        if (error.errno() != EFAULT) {
            return "Cannot be read: errno " + error.errno();
        }
        return error.depth() == 0
                ? "Bad address for basic type"
                : "Bad address encountered during resolve dereference at depth " + error.depth();
    }

    private static Argument file(KernelValue.FileRef v, String label) {
        String flags = v.flags().cut() || v.flags().unresolved() ? UNRESOLVED : "";
        String permission = FileModes.text(v.mode());
        return switch (v.what()) {
            case FILE -> new Argument.OpenFile("", v.path(), flags, permission, label);
            case PATH -> new Argument.FilePath("", v.path(), flags, permission, label);
            case BINPRM -> new Argument.Binprm(v.path(), flags, permission, label);
        };
    }

    private static Argument program(KernelValue.BpfProgram v, String label) {
        String type = BpfNames.programType(v.type());
        int instructions = (int) v.instructions();
        return v.loading()
                ? new Argument.BpfAttr(type, instructions, v.name(), label)
                : new Argument.BpfProgram(type, instructions, v.name(), label);
    }

    private static Process.Credentials credentials(KernelValue.Cred v) {
        return new Process.Credentials(
                (int) v.ids().uid(),
                (int) v.ids().gid(),
                (int) v.ids().euid(),
                (int) v.ids().egid(),
                (int) v.ids().suid(),
                (int) v.ids().sgid(),
                (int) v.ids().fsuid(),
                (int) v.ids().fsgid(),
                v.ids().securebits(),
                new Process.Capabilities(
                        v.ids().permitted(), v.ids().effective(), v.ids().inheritable()),
                userNamespace(v.userNamespace()));
    }

    private static Process.UserNamespace userNamespace(KernelValue.UserNs v) {
        return new Process.UserNamespace(
                v.level(),
                (int) v.owner(),
                (int) v.group(),
                new Process.Namespace((int) v.inode(), v.level() == 0));
    }

    private static boolean isInternet(int family) {
        return family == AF_INET || family == AF_INET6;
    }

    private static Argument packet(KernelValue.Packet v, String label) {
        KernelValue.SockTuple headers = v.headers();
        boolean internet = isInternet(headers.family());
        return new Argument.Packet(
                (int) v.hash(),
                (int) v.length(),
                (int) headers.priority(),
                (int) headers.mark(),
                internet ? SocketNames.address(headers.sourceAddress()) : "",
                internet ? SocketNames.address(headers.destinationAddress()) : "",
                headers.sourcePort(),
                headers.destinationPort(),
                headers.protocol(),
                (int) v.secPathLength(),
                (int) v.secPathOffload(),
                internet ? SocketNames.protocol(headers.protocol()) : "",
                internet ? SocketNames.family(headers.family()) : "",
                label);
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
