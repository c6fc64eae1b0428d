package beelab.sensor.cli;

import beelab.sensor.api.HookState;
import beelab.sensor.api.HookStatus;
import beelab.sensor.api.ListTracingPoliciesResponse;
import beelab.sensor.api.TracingPolicyActionCounters;
import beelab.sensor.api.TracingPolicyState;
import beelab.sensor.api.TracingPolicyStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The list of policies as a table. */
final class PolicyTable {
    private static final List<String> HEADER =
            List.of(
                    "ID",
                    "NAME",
                    "DOMAIN",
                    "STATE",
                    "FILTERID",
                    "NAMESPACE",
                    "SENSORS",
                    "KERNELMEMORY",
                    "MODE",
                    "NPOST",
                    "NENFORCE",
                    "NMONITOR");
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private PolicyTable() {}

    /**
     * @param hooks add how each hook is attached
     */
    static String text(ListTracingPoliciesResponse response, boolean hooks) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        StringBuilder errors = new StringBuilder();
        StringBuilder pinned = new StringBuilder();
        List<List<String>> hookRows = new ArrayList<>();
        hookRows.add(List.of("POLICY", "SECTION", "CFGIDX", "DESCRIPTION", "STATUS"));
        for (TracingPolicyStatus policy : response.getPoliciesList()) {
            rows.add(row(policy));
            if (!policy.getError().isEmpty()) {
                errors.append(policy.getName()).append(": ").append(policy.getError()).append('\n');
            }
            if (!policy.getPinned().isEmpty()) {
                pinned.append(policy.getName())
                        .append(": outlives the agent, pinned at ")
                        .append(policy.getPinned())
                        .append('\n');
            }
            if (hooks || policy.getState() == TracingPolicyState.TP_STATE_PARTIALLY_ENABLED) {
                for (HookStatus hook : policy.getHookStatusesList()) {
                    hookRows.add(
                            List.of(
                                    policy.getName(),
                                    hook.getSection(),
                                    Integer.toUnsignedString(hook.getHookIdx()),
                                    hook.getHookDescription(),
                                    state(hook.getState())));
                }
            }
        }
        StringBuilder text = new StringBuilder(TextTable.of(rows));
        if (hookRows.size() > 1) {
            text.append('\n').append(TextTable.of(hookRows));
        }
        if (!errors.isEmpty()) {
            text.append('\n').append(errors);
        }
        if (!pinned.isEmpty()) {
            text.append('\n').append(pinned);
        }
        return text.toString();
    }

    private static List<String> row(TracingPolicyStatus policy) {
        TracingPolicyActionCounters counters = policy.getStats().getActionCounters();
        return List.of(
                Long.toUnsignedString(policy.getId()),
                policy.getName(),
                policy.getDomain(),
                policy.getState().name().replace("TP_STATE_", "").toLowerCase(Locale.ROOT),
                Long.toUnsignedString(policy.getFilterId()),
                policy.getNamespace().isEmpty() ? "(global)" : policy.getNamespace(),
                String.join(",", policy.getSensorsList()),
                bytes(policy.getKernelMemoryBytes()),
                policy.getMode().name().replace("TP_MODE_", "").toLowerCase(Locale.ROOT),
                Long.toUnsignedString(counters.getPost()),
                Long.toUnsignedString(
                        counters.getSignal()
                                + counters.getOverride()
                                + counters.getNotifyEnforcer()
                                + counters.getSet()),
                Long.toUnsignedString(
                        counters.getMonitorSignal()
                                + counters.getMonitorOverride()
                                + counters.getMonitorNotifyEnforcer()
                                + counters.getMonitorSet()));
    }

    private static String state(HookState state) {
        return state.name().replace("STATUS_", "").toLowerCase(Locale.ROOT);
    }

    /** Bytes in steps of 1000 with two decimals, as {@code 2.40 MB}. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f %s", value, UNITS[unit]);
    }
}
