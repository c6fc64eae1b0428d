package beelab.sensor.compile;

import beelab.sensor.compile.CompiledSelector.Notice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Programs of a policy to the bytes of {@code struct hook_config} and the contents of their maps.
 *
 * <p>Pure. What is out of the bounds that the records name is a bug of the planner, and an {@link
 * IllegalArgumentException}.
 */
public final class HookConfigEncoder {
    private static final int SIZE_PENDING_HEAD = 88;
    private static final int SIZE_HOOK_RECORD = 48;
    private static final int SIZE_ARG_RECORD = 16;
    private static final int SIZE_USER_FRAME = 32;
    private static final int MAX_FRAMES = 64;

    private final Machine machine;

    /** What it was told about the machine. */
    public Machine machine() {
        return machine;
    }

    /** An encoder for one agent on one machine. */
    public HookConfigEncoder(Machine machine) {
        this.machine = machine;
    }

    /**
     * Bytes of {@code struct base_config}, for the map {@code .rodata.config} of exec, fork and
     * exit.
     */
    public byte[] baseConfig() {
        StructWriter out = StructWriter.of(ConfigLayouts.BASE_CONFIG);
        out.in("cgroup").put("subsystem", machine.cgroupSubsystem());
        return out.bytes();
    }

    /**
     * Encodes one program.
     *
     * @param hookIndex position in {@link CompiledPolicy#hooks()}
     * @param programIndex position in {@link CompiledHook#programs()}
     */
    public ProgramImage encode(CompiledPolicy policy, int hookIndex, int programIndex) {
        return encode(
                policy,
                hookIndex,
                programIndex,
                Placement.of(policy.hooks().get(hookIndex).programs().get(programIndex)));
    }

    /** The same for one object of a program. */
    public ProgramImage encode(
            CompiledPolicy policy, int hookIndex, int programIndex, Placement placement) {
        CompiledHook hook = policy.hooks().get(hookIndex);
        CompiledProgram program = hook.programs().get(programIndex);
        AttachPoint point = program.attachPoints().getFirst();
        SetBuilder sets = new SetBuilder();
        TableBuilder tables = new TableBuilder();
        List<byte[]> filters =
                new FilterEncoder(program.arguments(), machine, sets, tables)
                        .encode(program.selectors());
        boolean listed = filters.size() > ConfigLayouts.MAX_FILTERS;
        StructWriter out = StructWriter.of(ConfigLayouts.HOOK_CONFIG);
        int pendingSize = pendingSize(hook, program);
        boolean touches = program.role() instanceof CompiledProgram.Role.Touch;
        int first = hookIndex + (placement.sites() ? 0 : placement.site());
        out.put("policy_id", policy.id())
                .put("hook_id", first)
                .put("role", roleCode(program.role()))
                .put("arg_count", program.arguments().size())
                .put(
                        "options",
                        options(policy, program)
                                | placementOptions(placement)
                                | (listed ? ConfigCodes.OPTION_FILTER_LIST : 0))
                .put("pending_size", pendingSize)
                .put("skip_tgid", machine.skipped().tgid())
                .put("skip_start", machine.skipped().startTick())
                .put("chain_slot", placement.chainSlot());
        out.in("cgroup").put("subsystem", machine.cgroupSubsystem());
        out.put(
                "return_sock",
                switch (hook.returnSock()) {
                    case LEAVE -> ConfigCodes.RETURN_SOCK_LEAVE;
                    case TRACK -> ConfigCodes.RETURN_SOCK_TRACK;
                    case UNTRACK -> ConfigCodes.RETURN_SOCK_UNTRACK;
                });
        CounterRows rows = new CounterRows(policy);
        out.put("counter_row", rows.first(first)).put("counter_stride", rows.width(first));
        for (int i = 0; i < program.guards().size(); i++) {
            guard(program.guards().get(i), out.in("guards", i));
        }
        if (program.role() instanceof CompiledProgram.Role.Enter(List<ArgSource> saved)) {
            for (int i = 0; i < saved.size(); i++) {
                source(saved.get(i), out.in("saved", i));
            }
        }
        for (int i = 0; i < program.arguments().size(); i++) {
            argument(program.arguments().get(i), out.in("args", i));
        }
        for (int i = 0; i < program.selectors().size(); i++) {
            selector(program.selectors().get(i), out.in("selectors", i));
            extras(program.selectors().get(i).action().extras(), out.in("actions", i));
        }
        List<ProgramImage.ArrayContents> arrays = new ArrayList<>();
        if (listed) {
            out.put("filter_count", filters.size());
            arrays.add(new ProgramImage.ArrayContents("filter_list", filters));
        } else {
            for (int i = 0; i < filters.size(); i++) {
                out.in("filters", i).copy(filters.get(i));
            }
        }
        if (listed || !tables.isEmpty()) {
            byte[] words = tables.bytes();
            out.put("table_words", words.length / Integer.BYTES);
            arrays.add(new ProgramImage.ArrayContents("tables", List.of(words)));
        }
        return new ProgramImage(
                touches ? "touch" : point.object(),
                touches ? "hook_touch" : point.program(),
                out.bytes(),
                isUserProbe(point) && !touches ? userConfig(program) : new byte[0],
                listed ? sets.allContents() : sets.contents(),
                arrays,
                syscallSites(program.sites()),
                policy.workloadFilter() || listed || asksForWorkloads(program),
                notifies(program),
                pendingSize,
                agentMaps(options(policy, program), hook));
    }

    private static boolean asksForWorkloads(CompiledProgram program) {
        return program.selectors().stream()
                .flatMap(selector -> selector.filters().stream())
                .anyMatch(filter -> filter.test() instanceof FilterTest.WorkloadIn);
    }

    private static boolean isUserProbe(AttachPoint point) {
        return point instanceof AttachPoint.Uprobe || point instanceof AttachPoint.UprobeMulti;
    }

    private static byte[] userConfig(CompiledProgram program) {
        StructWriter out = StructWriter.of(ConfigLayouts.USER_CONFIG);
        for (int i = 0; i < program.selectors().size(); i++) {
            UserEffect effect = program.selectors().get(i).action().user();
            if (effect.isEmpty()) {
                continue; // those behind the last place of the structure too
            }
            StructWriter at = out.in("selectors", i);
            for (int r = 0; r < effect.registers().size(); r++) {
                UserEffect.RegisterWrite write = effect.registers().get(r);
                StructWriter register = at.in("registers", r);
                register.put("slot", write.slot() + 1).put("width", write.bytes());
                source(write.value(), register.in("value"));
            }
            effect.memory()
                    .ifPresent(write -> {
                        StructWriter memory = at.in("memory");
                        memory.put("used", 1).put("value", write.value() & 0xffff_ffffL);
                        source(write.target(), memory.in("target"));
                    });
        }
        return out.bytes();
    }

    private static boolean servesSeveralHooks(AttachPoint point) {
        return switch (point) {
            case AttachPoint.Uprobe probe -> probe.site() != 0;
            case AttachPoint.UprobeMulti multi ->
                    multi.probes().stream().anyMatch(probe -> probe.site() != 0);
            default -> false;
        };
    }

    private static int placementOptions(Placement placement) {
        return (placement.chainSlot() > 0 ? ConfigCodes.OPTION_CHAINED : 0)
                | (placement.sites() ? ConfigCodes.OPTION_SITES : 0);
    }

    private static int roleCode(CompiledProgram.Role role) {
        return switch (role) {
            case CompiledProgram.Role.Report() -> ConfigCodes.ROLE_REPORT;
            case CompiledProgram.Role.Enter _ -> ConfigCodes.ROLE_ENTER;
            case CompiledProgram.Role.Leave _ -> ConfigCodes.ROLE_LEAVE;
            case CompiledProgram.Role.Enforce _ -> ConfigCodes.ROLE_ENFORCE;
            // The object touch has one role only.
            case CompiledProgram.Role.Touch _ -> ConfigCodes.ROLE_REPORT;
        };
    }

    /** Contents of map syscall_sites: 0 stands for a call that is not looked at. */
    private static Map<Integer, Integer> syscallSites(CompiledProgram.Sites sites) {
        Map<Integer, Integer> contents = new TreeMap<>();
        if (sites instanceof CompiledProgram.Sites.BySyscall(Map<Integer, Integer> hooks)) {
            hooks.forEach((number, hook) -> contents.put(number, hook + 1));
        }
        return contents;
    }

    private static boolean notifies(CompiledProgram program) {
        return program.role() instanceof CompiledProgram.Role.Enforce
                || program.selectors().stream()
                        .anyMatch(s -> !(s.action().notice() instanceof Notice.None));
    }

    private static int options(CompiledPolicy policy, CompiledProgram program) {
        int options = policy.workloadFilter() ? ConfigCodes.OPTION_WORKLOADS : 0;
        options |= policy.hostToo() ? ConfigCodes.OPTION_WORKLOADS_EXCLUDED : 0;
        if (program.role() instanceof CompiledProgram.Role.Leave(boolean onReturn) && onReturn) {
            options |= ConfigCodes.OPTION_RETURN_SELECTORS;
        }
        if (program.arguments().stream().anyMatch(a -> a.index() == ArgSpec.RETURN)) {
            options |= ConfigCodes.OPTION_MERGED;
        }
        if (program.attachPoints().stream().anyMatch(HookConfigEncoder::servesSeveralHooks)) {
            options |= ConfigCodes.OPTION_SITES;
        }
        options |=
                switch (program.sites()) {
                    case CompiledProgram.Sites.One() -> 0;
                    case CompiledProgram.Sites.ByAttachPoint() -> 0; // see Placement
                    case CompiledProgram.Sites.BySyscall _ -> ConfigCodes.OPTION_SYSCALL_SITES;
                };
        if (program.role() instanceof CompiledProgram.Role.Enforce(boolean overrides)
                && overrides) {
            options |= ConfigCodes.OPTION_OVERRIDES;
        }
        for (CompiledSelector selector : program.selectors()) {
            options |= selector.action().user().isEmpty() ? 0 : ConfigCodes.OPTION_WRITES_USER;
            for (CompiledFilter filter : selector.filters()) {
                options |= filter.field().options();
            }
            options |=
                    selector.action().notice() instanceof Notice.None
                            ? 0
                            : ConfigCodes.OPTION_NOTIFIES;
            options |= selector.action().overrideErrno() != 0 ? ConfigCodes.OPTION_OVERRIDES : 0;
            options |= extraOptions(selector.action().extras());
        }
        boolean sockets = program.arguments().stream().anyMatch(a -> a.kind() == ValueKind.SOCK);
        options |= sockets && policy.tracksSocks() ? ConfigCodes.OPTION_SOCK_OWNERS : 0;
        return options;
    }

    /** Room for the longest record that Enter keeps; Leave must say the same. 0 for Report. */
    private static int pendingSize(CompiledHook hook, CompiledProgram program) {
        switch (program.role()) {
            case CompiledProgram.Role.Report _,
                    CompiledProgram.Role.Enforce _,
                    CompiledProgram.Role.Touch _ -> {
                return 0;
            }
            case CompiledProgram.Role.Enter _, CompiledProgram.Role.Leave _ -> {}
        }
        int largest = 0;
        for (CompiledProgram other : hook.programs()) {
            if (other.role() instanceof CompiledProgram.Role.Enter) {
                int size = SIZE_PENDING_HEAD + SIZE_HOOK_RECORD;
                for (ArgSpec argument : other.arguments()) {
                    size += SIZE_ARG_RECORD + (ArgTypes.payloadSize(argument) + 7) / 8 * 8;
                }
                size += stackSize(other);
                largest = Math.max(largest, size);
            }
        }
        if (largest == 0) {
            throw new IllegalArgumentException(
                    hook.functionName() + ": a Leave program without an Enter program");
        }
        return largest;
    }

    /** Room for the stacks that some selector wants. */
    private static int stackSize(CompiledProgram program) {
        boolean kernel =
                program.selectors().stream().anyMatch(s -> s.action().extras().kernelStack());
        boolean user = program.selectors().stream().anyMatch(s -> s.action().extras().userStack());
        return (kernel ? SIZE_ARG_RECORD + MAX_FRAMES * Long.BYTES : 0)
                + (user ? SIZE_ARG_RECORD + MAX_FRAMES * SIZE_USER_FRAME : 0);
    }

    private static void guard(CompiledProgram.Guard guard, StructWriter out) {
        source(guard.value(), out.in("value"));
        source(guard.other(), out.in("other"));
        out.put("expected", guard.expected())
                .put("other_expected", guard.otherExpected())
                .put("mask", guard.mask())
                .put("other_mask", guard.otherMask());
    }

    private static void source(ArgSource source, StructWriter out) {
        switch (source) {
            case ArgSource.SyscallArg(int index) ->
                    out.put("source", ConfigCodes.SOURCE_ARGUMENT).put("number", index);
            case ArgSource.RawArg(int index) ->
                    out.put("source", ConfigCodes.SOURCE_ARGUMENT).put("number", index);
            case ArgSource.FunctionArg(int index) ->
                    out.put("source", ConfigCodes.SOURCE_ARGUMENT).put("number", index);
            case ArgSource.Constant(long value) ->
                    out.put("source", ConfigCodes.SOURCE_CONSTANT).put("constant", value);
            case ArgSource.TracepointField(int offset, int size) ->
                    out.put("source", ConfigCodes.SOURCE_FIELD)
                            .put("number", offset)
                            .put("width", size);
            case ArgSource.ReturnValue() -> out.put("source", ConfigCodes.SOURCE_RETURN);
            case ArgSource.Saved(int index) ->
                    out.put("source", ConfigCodes.SOURCE_SAVED).put("number", index);
            case ArgSource.Register(int slot, int bytes, boolean signed, long plus) ->
                    out.put("source", ConfigCodes.SOURCE_REGISTER)
                            .put("number", slot)
                            .put("width", bytes)
                            .put("flags", signed ? ConfigCodes.REF_SIGNED : 0)
                            .put("constant", plus);
            case ArgSource.UserMemory memory ->
                    out.put("source", ConfigCodes.SOURCE_USER)
                            .put("number", memory.base())
                            .put("width", memory.bytes())
                            .put("index", memory.index() + 1)
                            .put("scale", memory.scale())
                            .put("flags", memory.signed() ? ConfigCodes.REF_SIGNED : 0)
                            .put("constant", memory.plus());
            case ArgSource.ReturnStatus() -> out.put("source", ConfigCodes.SOURCE_RETURN_STATUS);
            case ArgSource.SyscallRegister(int index, boolean ia32) ->
                    out.put(
                                    "source",
                                    ia32
                                            ? ConfigCodes.SOURCE_SYSCALL_IA32
                                            : ConfigCodes.SOURCE_SYSCALL)
                            .put("number", index);
            case ArgSource.PointedMemory(int argument, int offset, int width) ->
                    memory(out, ConfigCodes.SOURCE_POINTED, argument, offset, width);
            case ArgSource.SavedPointedMemory(int index, int offset, int width) ->
                    memory(out, ConfigCodes.SOURCE_SAVED_POINTED, index, offset, width);
            case ArgSource.ReturnedFileData() ->
                    out.put("source", ConfigCodes.SOURCE_RETURN_FILE_DATA);
            case ArgSource.CurrentCred() -> out.put("source", ConfigCodes.SOURCE_CRED);
            case ArgSource.CurrentTask() -> out.put("source", ConfigCodes.SOURCE_TASK);
        }
    }

    private static void memory(StructWriter out, int source, int number, int offset, int width) {
        out.put("source", source).put("number", number).put("width", width).put("constant", offset);
    }

    private static void argument(ArgSpec argument, StructWriter out) {
        boolean large = argument.maxData() > ArgSpec.MAX_DATA;
        if (argument.maxData() < 1
                || large && argument.type() != ArgType.CHAR_BUF
                || argument.maxData() > ArgSpec.MAX_LARGE) {
            throw new IllegalArgumentException("maxData " + argument.maxData());
        }
        boolean user = argument.memory() == ArgSpec.Memory.USER;
        out.put("type", ArgTypes.code(argument.type()))
                .put(
                        "flags",
                        (user ? ConfigCodes.ARG_USER_MEMORY : 0)
                                | (large ? ConfigCodes.ARG_LARGE : 0)
                                | (filled(argument) ? ConfigCodes.ARG_LIMIT_RETURN : 0))
                .put("index", argument.index())
                .put("value_kind", argument.kind().code())
                .put("max", argument.maxData());
        source(
                argument.type() == ArgType.ARRAY
                                && argument.source() instanceof ArgSource.TracepointField field
                        ? new ArgSource.Constant(field.offset())
                        : argument.source(),
                out.in("value"));
        source(argument.size(), out.in("size"));
        path(argument.path(), out.in("path"));
    }

    /** Segments that the call has filled: only as many bytes count as it returns. */
    private static boolean filled(ArgSpec argument) {
        return argument.type() == ArgType.IOVEC && argument.source() instanceof ArgSource.Saved;
    }

    private static void path(ValuePath path, StructWriter out) {
        out.put("steps", path.offsets().size())
                .put("width", path.width())
                .put("shift", path.shift())
                .put("bits", path.bits());
        for (int i = 0; i < path.offsets().size(); i++) {
            out.put("offsets", i, path.offsets().get(i));
        }
    }

    private static void selector(CompiledSelector selector, StructWriter out) {
        CompiledSelector.SelectorAction action = selector.action();
        out.put("used", 1)
                .put("post", action.post() ? 1 : 0)
                .put("action", action.reported().code())
                .put("signal", action.signal())
                .put("override", -action.overrideErrno());
        switch (action.notice()) {
            case Notice.None() -> out.put("notify", ConfigCodes.NOTIFY_NONE);
            case Notice.Enforce(int errno, int signal) ->
                    out.put("notify", ConfigCodes.NOTIFY_SET)
                            .put("notify_signal", signal)
                            .put("notify_override", -errno);
            case Notice.Forget() -> out.put("notify", ConfigCodes.NOTIFY_CLEAR);
        }
    }

    private static int extraOptions(Extras extras) {
        return (extras.rateLimit().isPresent() ? ConfigCodes.OPTION_RATE_LIMITS : 0)
                | (extras.kernelStack() ? ConfigCodes.OPTION_KERNEL_STACK : 0)
                | (extras.userStack() ? ConfigCodes.OPTION_USER_STACK : 0)
                | (extras.imaHash() ? ConfigCodes.OPTION_IMA_HASH : 0)
                | (extras.socks().isEmpty() ? 0 : ConfigCodes.OPTION_TRACKS_SOCKS)
                | (extras.moreSignals().isEmpty() ? 0 : ConfigCodes.OPTION_MORE_SIGNALS);
    }

    private static Set<String> agentMaps(int options, CompiledHook hook) {
        Set<String> maps = new HashSet<>();
        if ((options & ConfigCodes.OPTION_RATE_LIMITS) != 0) {
            maps.add("rate_limits");
        }
        int socks = ConfigCodes.OPTION_TRACKS_SOCKS | ConfigCodes.OPTION_SOCK_OWNERS;
        if ((options & socks) != 0 || hook.returnSock() != CompiledHook.ReturnSock.LEAVE) {
            maps.add("sock_owners");
        }
        return maps;
    }

    private static void extras(Extras extras, StructWriter out) {
        extras.rateLimit()
                .ifPresent(limit ->
                        out.put("rate_interval", limit.every().toNanos())
                                .put(
                                        "rate_scope",
                                        switch (limit.scope()) {
                                            case THREAD -> ConfigCodes.RATE_THREAD;
                                            case PROCESS -> ConfigCodes.RATE_PROCESS;
                                            case GLOBAL -> ConfigCodes.RATE_GLOBAL;
                                        }));
        out.put(
                "extras",
                (extras.kernelStack() ? ConfigCodes.EXTRA_KERNEL_STACK : 0)
                        | (extras.userStack() ? ConfigCodes.EXTRA_USER_STACK : 0)
                        | (extras.imaHash() ? ConfigCodes.EXTRA_IMA_HASH : 0));
        for (int i = 0; i < extras.moreSignals().size(); i++) {
            out.put("signals", i, extras.moreSignals().get(i));
        }
        for (int i = 0; i < extras.socks().size(); i++) {
            Extras.Sock sock = extras.socks().get(i);
            out.put(
                    "socks",
                    i,
                    sock.argument() + 1 + (sock.tracked() ? 0 : ConfigCodes.SOCK_UNTRACK));
        }
    }
}
