package beelab.sensor.compile;

import beelab.sensor.compile.CompiledProgram.Role;
import beelab.sensor.compile.CompiledProgram.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets one program serve all functions of a list for which the same would be done: attached at each
 * of them with a cookie, at all of them at once by kprobe.multi, or once at all system calls with a
 * table of their numbers.
 */
final class SharedPrograms {
    /** Most names in the text of a mechanism. */
    private static final int NAMED = 8;

    private final boolean kprobeMulti;

    /**
     * @param kprobeMulti whether the kernel has kprobe.multi and the policy does not forbid it
     */
    SharedPrograms(boolean kprobeMulti) {
        this.kprobeMulti = kprobeMulti;
    }

    /**
     * One function of a list with what would be attached for it alone.
     *
     * @param hooks its attachments, one of which most functions have
     */
    record Member(String function, Blueprint blueprint, List<CompiledHook> hooks) {}

    /**
     * Functions that share programs.
     *
     * @param hooks in an order in which each program's hooks follow the one that has it
     */
    record Group(List<Member> members, List<CompiledHook> hooks) {}

    /** What two members must have in common to share: everything but the place. */
    private record Likeness(List<CompiledProgram> programs, List<String> labels) {}

    List<Group> group(List<Member> members) {
        Map<Likeness, List<Member>> alike = new LinkedHashMap<>();
        List<Group> groups = new ArrayList<>();
        for (Member member : members) {
            Likeness likeness = likeness(member);
            if (likeness == null) {
                groups.add(new Group(List.of(member), member.hooks()));
            } else {
                alike.computeIfAbsent(likeness, k -> new ArrayList<>()).add(member);
            }
        }
        alike.values()
                .forEach(group ->
                        groups.add(
                                group.size() == 1
                                        ? new Group(group, group.getFirst().hooks())
                                        : shared(group)));
        return groups;
    }

    private static @Nullable Likeness likeness(Member member) {
        if (member.hooks().size() != 1) {
            return null;
        }
        List<CompiledProgram> bare = new ArrayList<>();
        for (CompiledProgram program : member.hooks().getFirst().programs()) {
            AttachPoint kind = kind(program);
            if (kind == null) {
                return null;
            }
            bare.add(
                    new CompiledProgram(
                            List.of(kind),
                            program.role(),
                            program.guards(),
                            program.arguments(),
                            program.selectors(),
                            new Sites.One()));
        }
        return new Likeness(bare, member.hooks().getFirst().argumentLabels());
    }

    /** The attach point without its name; null when programs there cannot be shared. */
    private static @Nullable AttachPoint kind(CompiledProgram program) {
        if (program.attachPoints().size() != 1) {
            return null;
        }
        return switch (program.attachPoints().getFirst()) {
            case AttachPoint.SyscallEnter _ -> new AttachPoint.SyscallEnter("");
            case AttachPoint.SyscallExit _ -> new AttachPoint.SyscallExit("");
            case AttachPoint.Kprobe _ -> new AttachPoint.Kprobe("");
            case AttachPoint.Kretprobe _ -> new AttachPoint.Kretprobe("");
            case AttachPoint.RawTracepoint(String name) ->
                    program.sites() instanceof Sites.BySyscall
                                    || program.role() instanceof Role.Leave
                            ? new AttachPoint.RawTracepoint(name)
                            : null;
            case AttachPoint.Tracepoint _,
                    AttachPoint.LsmHook _,
                    AttachPoint.Fentry _,
                    AttachPoint.Fexit _,
                    AttachPoint.FmodRet _,
                    AttachPoint.KprobeMulti _,
                    AttachPoint.KretprobeMulti _,
                    AttachPoint.Uprobe _,
                    AttachPoint.UprobeMulti _ ->
                    null;
        };
    }

    private Group shared(List<Member> members) {
        List<CompiledProgram> programs = new ArrayList<>();
        CompiledHook first = members.getFirst().hooks().getFirst();
        for (int i = 0; i < first.programs().size(); i++) {
            programs.add(shared(members, i));
        }
        String mechanism = mechanism(members, programs.getFirst());
        List<CompiledHook> hooks = new ArrayList<>();
        for (Member member : members) {
            CompiledHook hook = member.hooks().getFirst();
            hooks.add(
                    new CompiledHook(
                            hook.section(),
                            hook.index(),
                            hook.functionName(),
                            hook.message(),
                            hook.tags(),
                            mechanism,
                            hook.argumentLabels(),
                            hook.dataLabels(),
                            hooks.isEmpty() ? programs : List.of(),
                            hook.place(),
                            hook.returnSock()));
        }
        return new Group(members, hooks);
    }

    private CompiledProgram shared(List<Member> members, int index) {
        List<CompiledProgram> alone =
                members.stream().map(m -> m.hooks().getFirst().programs().get(index)).toList();
        CompiledProgram first = alone.getFirst();
        List<AttachPoint> points = alone.stream().map(p -> p.attachPoints().getFirst()).toList();
        boolean overrides =
                first.selectors().stream().anyMatch(s -> s.action().overrideErrno() != 0)
                        || first.role() instanceof Role.Enforce(boolean mayOverride) && mayOverride;
        Sites sites = new Sites.ByAttachPoint();
        switch (points.getFirst()) {
            case AttachPoint.RawTracepoint _ -> {
                points = points.subList(0, 1);
                sites = first.sites() instanceof Sites.BySyscall ? numbers(alone) : first.sites();
            }
            case AttachPoint.Kprobe _ when kprobeMulti && !overrides ->
                    points = List.of(new AttachPoint.KprobeMulti(symbols(points)));
            case AttachPoint.Kretprobe _ when kprobeMulti ->
                    points = List.of(new AttachPoint.KretprobeMulti(symbols(points)));
            default -> {}
        }
        return new CompiledProgram(
                points,
                first.role(),
                first.guards(),
                first.arguments(),
                first.selectors(),
                first.role() instanceof Role.Leave ? new Sites.One() : sites);
    }

    /** The table of system calls: the position of each in the group. */
    private static Sites numbers(List<CompiledProgram> alone) {
        Map<Integer, Integer> hooks = new HashMap<>();
        for (int i = 0; i < alone.size(); i++) {
            if (alone.get(i).sites() instanceof Sites.BySyscall(Map<Integer, Integer> one)) {
                int position = i;
                one.keySet().forEach(number -> hooks.putIfAbsent(number, position));
            }
        }
        return new Sites.BySyscall(hooks);
    }

    private static List<String> symbols(List<AttachPoint> points) {
        List<String> symbols = new ArrayList<>();
        for (AttachPoint point : points) {
            switch (point) {
                case AttachPoint.Kprobe(String symbol) -> symbols.add(symbol);
                case AttachPoint.Kretprobe(String symbol) -> symbols.add(symbol);
                default -> throw new IllegalArgumentException("not a kprobe: " + point);
            }
        }
        return symbols;
    }

    private static String mechanism(List<Member> members, CompiledProgram enter) {
        List<String> names = members.stream().map(Member::function).toList();
        String which =
                names.size() <= NAMED ? HookPlanner.names(names) : names.size() + " functions";
        boolean returns = members.getFirst().hooks().getFirst().programs().size() > 1;
        return switch (enter.attachPoints().getFirst()) {
            case AttachPoint.KprobeMulti _ ->
                    "kprobe.multi on " + which + (returns ? " and their return" : "");
            case AttachPoint.Kprobe _ -> "kprobes on " + which + (returns ? " and kretprobes" : "");
            case AttachPoint.RawTracepoint(String name) ->
                    "raw tracepoint " + name + " for " + which + (returns ? " and sys_exit" : "");
            default ->
                    "tracepoints syscalls/sys_enter_* of "
                            + which
                            + (returns ? " and their sys_exit_*" : "");
        };
    }
}
