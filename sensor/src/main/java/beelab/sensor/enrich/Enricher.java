package beelab.sensor.enrich;

import beelab.sensor.compile.CompiledHook;
import beelab.sensor.compile.CompiledPolicy;
import beelab.sensor.compile.CompiledSelector;
import beelab.sensor.event.Action;
import beelab.sensor.event.Event;
import beelab.sensor.event.EventKind;
import beelab.sensor.event.Process;
import beelab.sensor.event.StackFrame;
import beelab.sensor.process.Execution;
import beelab.sensor.process.KernelClock;
import beelab.sensor.process.ProcessCache;
import beelab.sensor.wire.HookExtras;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.ProcessId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Completes kernel records to events: which process, which parent, which pod, which policy. Runs on
 * the reader thread, and never waits: an event whose pod is not known yet goes to the {@link
 * WaitingRoom}.
 */
public final class Enricher {
    private final ProcessCache cache;
    private final WaitingRoom waiting;
    private final HookCatalog hooks;
    private final KernelClock clock;
    private final Ancestry ancestry;
    private final StackResolver stacks;
    private long unattributed;

    public Enricher(
            ProcessCache cache,
            WaitingRoom waiting,
            HookCatalog hooks,
            KernelClock clock,
            Ancestry ancestry) {
        this(cache, waiting, hooks, clock, ancestry, StackResolver.NONE);
    }

    /** An enricher that names the functions in stack traces. */
    public Enricher(
            ProcessCache cache,
            WaitingRoom waiting,
            HookCatalog hooks,
            KernelClock clock,
            Ancestry ancestry,
            StackResolver stacks) {
        this.stacks = stacks;
        this.cache = cache;
        this.waiting = waiting;
        this.hooks = hooks;
        this.clock = clock;
        this.ancestry = ancestry;
    }

    /** Tells of the processes that were there before the sensor, parents before their children. */
    public void scanned(List<KernelEvent.Exec> processes) {
        for (KernelEvent.Exec process : processes) {
            Execution execution = cache.scanned(process);
            waiting.send(execution, () -> exec(process.ktime(), execution));
        }
    }

    /** Completes one record and sends its event on; a fork makes none. */
    public void accept(KernelEvent record) {
        switch (record) {
            case KernelEvent.Exec exec -> {
                Execution execution = cache.executed(exec);
                waiting.send(execution, () -> exec(exec.ktime(), execution));
            }
            case KernelEvent.Fork fork -> cache.cloned(fork);
            case KernelEvent.Exit exit -> {
                Execution execution = cache.ended(exit);
                waiting.send(execution, () -> exit(exit, execution));
            }
            case KernelEvent.HookHit hit -> hit(hit);
            case KernelEvent.Mapped mapped -> {
                Execution execution = cache.latest(mapped.process().tgid());
                waiting.send(execution, () -> loader(mapped, execution));
            }
        }
    }

    /** Records of policies that nobody knows, which make no event. */
    public long unattributed() {
        return unattributed;
    }

    private void hit(KernelEvent.HookHit hit) {
        CompiledPolicy policy = hooks.policy(hit.policyId());
        if (policy == null || hit.hookId() >= policy.hooks().size()) {
            unattributed++;
            return;
        }
        Execution execution = cache.lookUp(hit.process());
        CompiledHook hook = policy.hooks().get(hit.hookId());
        CompiledSelector selector = policy.selector(hit.hookId(), hit.selector()).orElse(null);
        if (selector != null && selector.action().extras().silent()) {
            return; // Only the agent's own actions wanted to see it.
        }
        // At once, while the process and its files may still be there.
        Stacks frames =
                hit.extras().equals(HookExtras.NONE)
                        ? Stacks.NONE
                        : new Stacks(
                                stacks.kernel(hit.extras().kernelStack()),
                                stacks.user(hit.process().tgid(), hit.extras().userStack()));
        List<String> tags = Tags.of(hook, hit.enforcement(), selector);
        waiting.send(
                execution, () -> event(hit, new Context(policy, hook, tags, frames), execution));
    }

    private Event loader(KernelEvent.Mapped mapped, @Nullable Execution execution) {
        return new Event.Loader(
                clock.at(mapped.ktime()),
                process(execution, mapped.process(), mapped.tid()),
                parent(execution),
                ancestors(EventKind.PROCESS_LOADER, execution),
                mapped.path(),
                ByteBuffer.wrap(mapped.buildId()).asReadOnlyBuffer());
    }

    private Event exec(long ktime, Execution execution) {
        return new Event.Exec(
                clock.at(ktime),
                execution.executed(),
                parent(execution),
                ancestors(EventKind.PROCESS_EXEC, execution));
    }

    private Event exit(KernelEvent.Exit exit, @Nullable Execution execution) {
        return new Event.Exit(
                clock.at(exit.ktime()),
                process(execution, exit.process(), exit.tid()),
                parent(execution),
                ancestors(EventKind.PROCESS_EXIT, execution),
                SignalNames.of(exit.signal()),
                exit.status());
    }

    private record Stacks(List<StackFrame> kernel, List<StackFrame> user) {
        static final Stacks NONE = new Stacks(List.of(), List.of());
    }

    /** What is known of a hit besides its record and its process. */
    private record Context(
            CompiledPolicy policy, CompiledHook hook, List<String> tags, Stacks stacks) {}

    private Event event(
            KernelEvent.HookHit record, Context context, @Nullable Execution execution) {
        CompiledHook hook = context.hook;
        Instant time = clock.at(record.ktime());
        Process process = process(execution, record.process(), record.tid());
        Process parent = parent(execution);
        Event.Hit hit =
                new Event.Hit(
                        context.policy.name(),
                        hook.message(),
                        context.tags,
                        Arguments.of(record, hook),
                        Action.of(record.action().code()));
        return switch (hook.section()) {
            case KPROBES, FENTRIES, ENFORCERS ->
                    new Event.Kprobe(
                            time,
                            process,
                            parent,
                            ancestors(EventKind.PROCESS_KPROBE, execution),
                            hit,
                            hook.functionName(),
                            record.returnValue().map(Arguments::returned).orElse(null),
                            returnAction(record),
                            Arguments.data(record, hook),
                            context.stacks.kernel,
                            context.stacks.user);
            case TRACEPOINTS -> {
                int slash = hook.functionName().indexOf('/');
                yield new Event.Tracepoint(
                        time,
                        process,
                        parent,
                        ancestors(EventKind.PROCESS_TRACEPOINT, execution),
                        hit,
                        hook.functionName().substring(0, Math.max(0, slash)),
                        hook.functionName().substring(slash + 1));
            }
            case LSM_HOOKS ->
                    new Event.Lsm(
                            time,
                            process,
                            parent,
                            ancestors(EventKind.PROCESS_LSM, execution),
                            hit,
                            hook.functionName(),
                            record.extras().hash().map(Hashes::text).orElse(""));
            case UPROBES, USDTS -> inUserSpace(record, hook, hit, execution);
            case LOADER -> throw new IllegalStateException("a loader has no program");
        };
    }

    private Event inUserSpace(
            KernelEvent.HookHit record,
            CompiledHook hook,
            Event.Hit hit,
            @Nullable Execution execution) {
        Instant time = clock.at(record.ktime());
        Process process = process(execution, record.process(), record.tid());
        Process parent = parent(execution);
        return switch (hook.place()) {
            case CompiledHook.Place.Function function ->
                    new Event.Uprobe(
                            time,
                            process,
                            parent,
                            ancestors(EventKind.PROCESS_UPROBE, execution),
                            Arguments.withReturn(hit, record),
                            function.path(),
                            function.symbol(),
                            function.offset(),
                            function.counterOffset(),
                            Arguments.data(record, hook));
            case CompiledHook.Place.StaticProbe probe ->
                    new Event.Usdt(
                            time,
                            process,
                            parent,
                            ancestors(EventKind.PROCESS_USDT, execution),
                            hit,
                            probe.path(),
                            probe.provider(),
                            probe.name());
            case CompiledHook.Place.Kernel _ ->
                    throw new IllegalStateException(
                            "hook " + hook.functionName() + " has no place in user space");
        };
    }

    /** Clients of the contract expect POST here when nothing looked at the return. */
    private static Action returnAction(KernelEvent.HookHit record) {
        Action action = Action.of(record.returnAction().code());
        return action == Action.UNKNOWN ? Action.POST : action;
    }

    private Process process(@Nullable Execution execution, ProcessId id, int tid) {
        return execution == null
                ? Process.unknown(id.tgid(), tid, clock.at(id.startNanos()))
                : execution.seenBy(tid);
    }

    private static @Nullable Process parent(@Nullable Execution execution) {
        return execution == null || execution.parent() == null
                ? null
                : execution.parent().asRelative();
    }

    private List<Process> ancestors(EventKind kind, @Nullable Execution execution) {
        return execution != null && ancestry.kinds().contains(kind)
                ? execution.ancestors()
                : List.of();
    }
}
