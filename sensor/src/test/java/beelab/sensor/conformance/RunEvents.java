package beelab.sensor.conformance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The events of one run: those of the program and its descendants, from its execution on, and those
 * of the policy from any process.
 *
 * @param tree of the program and its descendants, in order
 * @param everywhere of the policy, by whomever
 * @param ended whether the program's exit is among them: nothing more of it will come
 */
record RunEvents(List<JsonNode> tree, List<JsonNode> everywhere, boolean ended) {

    static RunEvents of(List<JsonNode> events, String program, long pid, String policy) {
        List<JsonNode> tree = new ArrayList<>();
        List<JsonNode> everywhere = new ArrayList<>();
        Set<Long> pids = new HashSet<>();
        Set<String> executions = new HashSet<>();
        boolean ended = false;
        for (JsonNode event : events) {
            Optional<String> kind = kind(event);
            if (kind.isEmpty()) {
                continue;
            }
            JsonNode body = event.path(kind.get());
            JsonNode process = body.path("process");
            long itsPid = process.path("pid").asLong(0);
            boolean root =
                    itsPid == pid
                            && kind.get().equals("process_exec")
                            && process.path("binary").asString("").equals(program);
            if (root
                    || pids.contains(itsPid)
                    || executions.contains(process.path("parent_exec_id").asString(""))) {
                pids.add(itsPid);
                executions.add(process.path("exec_id").asString(""));
                tree.add(event);
                ended |= itsPid == pid && kind.get().equals("process_exit");
            }
            if (body.path("policy_name").asString("").equals(policy)) {
                everywhere.add(event);
            }
        }
        return new RunEvents(tree, everywhere, ended);
    }

    /** What the policy said: of the program and its descendants, or of any process. */
    List<JsonNode> ofPolicy(String policy, boolean anyProcess) {
        return anyProcess
                ? everywhere
                : tree.stream().filter(event -> isOf(policy, event)).toList();
    }

    /** Loader events name no policy; one policy is loaded at a time. */
    private static boolean isOf(String policy, JsonNode event) {
        String kind = kind(event).orElse("");
        return kind.equals("process_loader")
                || event.path(kind).path("policy_name").asString("").equals(policy);
    }

    /** The member that tells what kind of event it is, such as {@code process_kprobe}. */
    static Optional<String> kind(JsonNode event) {
        return event.propertyNames().stream()
                .filter(name -> name.startsWith("process_"))
                .findFirst();
    }
}
