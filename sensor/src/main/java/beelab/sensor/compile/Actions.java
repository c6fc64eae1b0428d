package beelab.sensor.compile;

import beelab.sensor.policy.Action;
import beelab.sensor.policy.Hook;
import beelab.sensor.policy.Selector;
import java.util.List;

/** All actions of a hook, over all of its selectors. */
final class Actions {
    private Actions() {}

    static List<Action> of(Hook hook) {
        return hook.selectors().stream().map(Selector::allActions).flatMap(List::stream).toList();
    }

    static boolean override(Hook hook) {
        return of(hook).stream().anyMatch(a -> a.kind() == Action.Kind.OVERRIDE);
    }

    static boolean signals(Hook hook) {
        return of(hook).stream()
                .anyMatch(a -> a.kind() == Action.Kind.SIGKILL || a.kind() == Action.Kind.SIGNAL);
    }
}
