package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfLink;
import beelab.sensor.bpf.BpfProgram;
import beelab.sensor.bpf.BpfProgram.AttachKind;
import beelab.sensor.compile.AttachPoint;
import java.util.List;

/** What the kernel wants for each kind of attach point, before loading and after. */
final class AttachPoints {
    private AttachPoints() {}

    /** How many programs one point may have by itself, and where they are counted. */
    enum Room {
        /** The program is typed: each point needs an object of its own. */
        TRAMPOLINE(4),
        /** One program may be attached to many points. */
        TRACEPOINT(16),
        /** The kernel sets no limit. */
        UNLIMITED(Integer.MAX_VALUE);

        private final int direct;

        Room(int direct) {
            this.direct = direct;
        }

        /**
         * Programs that are attached themselves; further ones share chains. Well below the kernel's
         * limits (38 trampolines of a function, 64 programs of a tracepoint), because chains need
         * room too and other agents may be there.
         */
        int direct() {
            return direct;
        }
    }

    static Room room(AttachPoint point) {
        return switch (point) {
            case AttachPoint.LsmHook _,
                    AttachPoint.Fentry _,
                    AttachPoint.Fexit _,
                    AttachPoint.FmodRet _ ->
                    Room.TRAMPOLINE;
            case AttachPoint.SyscallEnter _, AttachPoint.SyscallExit _, AttachPoint.Tracepoint _ ->
                    Room.TRACEPOINT;
            case AttachPoint.RawTracepoint _,
                    AttachPoint.Kprobe _,
                    AttachPoint.Kretprobe _,
                    AttachPoint.KprobeMulti _,
                    AttachPoint.KretprobeMulti _,
                    AttachPoint.Uprobe _,
                    AttachPoint.UprobeMulti _ ->
                    Room.UNLIMITED;
        };
    }

    /** What the kernel must know before it loads a program. */
    static void aim(BpfProgram program, AttachPoint point) throws BpfException {
        switch (point) {
            case AttachPoint.LsmHook(String name) -> program.setAttachTarget(name);
            case AttachPoint.Fentry(String function) -> program.setAttachTarget(function);
            case AttachPoint.Fexit(String function) -> {
                program.setAttachKind(AttachKind.FEXIT);
                program.setAttachTarget(function);
            }
            case AttachPoint.FmodRet(String function) -> {
                program.setAttachKind(AttachKind.FMOD_RET);
                program.setAttachTarget(function);
            }
            case AttachPoint.KprobeMulti _, AttachPoint.KretprobeMulti _ ->
                    program.setAttachKind(AttachKind.KPROBE_MULTI);
            case AttachPoint.UprobeMulti _ -> program.loadForManyUprobes();
            case AttachPoint.SyscallEnter _,
                    AttachPoint.SyscallExit _,
                    AttachPoint.Tracepoint _,
                    AttachPoint.RawTracepoint _,
                    AttachPoint.Kprobe _,
                    AttachPoint.Kretprobe _,
                    AttachPoint.Uprobe _ -> {}
        }
    }

    /**
     * Attaches a loaded program.
     *
     * @param cookie what it is told by this attachment
     */
    static BpfLink attach(BpfProgram program, AttachPoint point, int cookie) throws BpfException {
        return switch (point) {
            case AttachPoint.SyscallEnter(String name) ->
                    program.attachTracepoint("syscalls", "sys_enter_" + name, cookie);
            case AttachPoint.SyscallExit(String name) ->
                    program.attachTracepoint("syscalls", "sys_exit_" + name, cookie);
            case AttachPoint.Tracepoint(String category, String event) ->
                    program.attachTracepoint(category, event, cookie);
            case AttachPoint.RawTracepoint(String name) -> program.attachRawTracepoint(name);
            case AttachPoint.Kprobe(String symbol) -> program.attachKprobe(symbol, cookie);
            case AttachPoint.Kretprobe(String symbol) -> program.attachKretprobe(symbol, cookie);
            case AttachPoint.LsmHook(String name) -> program.attachLsm(name);
            case AttachPoint.Uprobe probe ->
                    program.attachUprobe(
                            probe.file(),
                            probe.offset(),
                            new BpfProgram.ProbeOptions(
                                    probe.onReturn(), probe.counterOffset(), probe.site()));
            case AttachPoint.UprobeMulti multi -> attach(program, multi);
            case AttachPoint.Fentry(String function) -> program.attachTrace(function);
            case AttachPoint.Fexit(String function) -> program.attachTrace(function);
            case AttachPoint.FmodRet(String function) -> program.attachTrace(function);
            case AttachPoint.KprobeMulti(List<String> symbols) ->
                    program.attachKprobeMulti(symbols, false);
            case AttachPoint.KretprobeMulti(List<String> symbols) ->
                    program.attachKprobeMulti(symbols, true);
        };
    }

    private static BpfLink attach(BpfProgram program, AttachPoint.UprobeMulti multi)
            throws BpfException {
        AttachPoint.Uprobe first = multi.probes().getFirst();
        return program.attachUprobes(
                first.file(),
                first.onReturn(),
                multi.probes().stream().mapToLong(AttachPoint.Uprobe::offset).toArray(),
                multi.probes().stream().mapToLong(AttachPoint.Uprobe::counterOffset).toArray(),
                multi.probes().stream().mapToLong(AttachPoint.Uprobe::site).toArray());
    }
}
