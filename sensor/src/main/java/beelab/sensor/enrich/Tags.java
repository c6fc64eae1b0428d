package beelab.sensor.enrich;

import beelab.sensor.compile.CompiledHook;
import beelab.sensor.compile.CompiledSelector;
import beelab.sensor.compile.CompiledSelector.Notice;
import beelab.sensor.compile.CompiledSelector.SelectorAction;
import beelab.sensor.wire.Enforcement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tags of an event: those of the policy, and what became of its enforcement. */
final class Tags {
    /** Tag of an event whose enforcement the kernel refused. */
    static final String ENFORCEMENT_FAILED = "beelab.enforcement-failed";

    /**
     * Tag of an event whose enforcement was only counted, because the policy is in monitor mode.
     */
    static final String MONITORED = "beelab.monitored";

    /** Beside {@link #MONITORED}, once for each thing that would have happened. */
    static final String WOULD = "beelab.would=";

    private static final int SIGKILL = 9;

    private Tags() {}

    /**
     * @param selector that matched; null when the hook has none
     */
    static List<String> of(
            CompiledHook hook, Enforcement enforcement, @Nullable CompiledSelector selector) {
        return switch (enforcement) {
            case Enforcement.None _, Enforcement.Done _ -> hook.tags();
            case Enforcement.Failed failed -> {
                List<String> tags = new ArrayList<>(hook.tags());
                tags.add(ENFORCEMENT_FAILED + "=" + failed.errno());
                yield tags;
            }
            case Enforcement.Monitored _ -> {
                List<String> tags = new ArrayList<>(hook.tags());
                tags.add(MONITORED);
                if (selector != null) {
                    would(selector.action(), tags);
                }
                yield tags;
            }
        };
    }

    private static void would(SelectorAction action, List<String> tags) {
        if (action.signal() != 0) {
            tags.add(WOULD + signal(action.signal()));
        }
        action.extras().moreSignals().forEach(number -> tags.add(WOULD + signal(number)));
        if (action.overrideErrno() != 0) {
            tags.add(WOULD + "Override -" + action.overrideErrno());
        }
        if (!action.user().registers().isEmpty()) {
            tags.add(WOULD + "Override");
        }
        if (action.user().memory().isPresent()) {
            tags.add(WOULD + "Set");
        }
        if (action.notice() instanceof Notice.Enforce) {
            tags.add(WOULD + "NotifyEnforcer");
        }
    }

    private static String signal(int number) {
        return number == SIGKILL ? "Sigkill" : "Signal " + number;
    }
}
