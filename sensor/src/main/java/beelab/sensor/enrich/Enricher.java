package beelab.sensor.enrich;

import beelab.sensor.compile.CompiledHook;
import beelab.sensor.compile.CompiledPolicy;
import beelab.sensor.event.Action;
import beelab.sensor.event.Event;
import beelab.sensor.event.EventKind;
import beelab.sensor.event.Process;
import beelab.sensor.process.Execution;
import beelab.sensor.process.KernelClock;
import beelab.sensor.process.ProcessCache;
import beelab.sensor.wire.Enforcement;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.ProcessId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Completes kernel records to events: which process, which parent, which pod, which policy. Runs on
 * the reader thread, and never waits: an event whose pod is not known yet goes to the {@link
 * WaitingRoom}.
 */
public final class Enricher {
    /** Tag of an event whose enforcement the kernel refused. */
    static final String ENFORCEMENT_FAILED = "beelab.enforcement-failed";

    /**
     * Tag of an event whose enforcement was only counted, because the policy is in monitor mode.
     */
    static final String MONITORED = "beelab.monitored";

    private final ProcessCache cache;
    private final WaitingRoom waiting;
    private final HookCatalog hooks;
    private final KernelClock clock;
    private final Ancestry ancestry;
    private long unattributed;

    public Enricher(
            ProcessCache cache,
            WaitingRoom waiting,
            HookCatalog hooks,
            KernelClock clock,
            Ancestry ancestry) {
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
        waiting.send(execution, () -> event(hit, policy, hook, execution));
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

    private Event event(
            KernelEvent.HookHit record,
            CompiledPolicy policy,
            CompiledHook hook,
            @Nullable Execution execution) {
        Instant time = clock.at(record.ktime());
        Process process = process(execution, record.process(), record.tid());
        Process parent = parent(execution);
        Event.Hit hit =
                new Event.Hit(
                        policy.name(),
                        hook.message(),
                        tags(hook, record.enforcement()),
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
                            Arguments.data(record, hook));
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
                            "");
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

    private static List<String> tags(CompiledHook hook, Enforcement enforcement) {
        String outcome =
                switch (enforcement) {
                    case Enforcement.None _, Enforcement.Done _ -> "";
                    case Enforcement.Monitored _ -> MONITORED;
                    case Enforcement.Failed failed -> ENFORCEMENT_FAILED + "=" + failed.errno();
                };
        if (outcome.isEmpty()) {
            return hook.tags();
        }
        List<String> tags = new ArrayList<>(hook.tags());
        tags.add(outcome);
        return tags;
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
