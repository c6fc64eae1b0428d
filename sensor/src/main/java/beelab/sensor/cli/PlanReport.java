package beelab.sensor.cli;

import beelab.sensor.compile.HookPlan;
import beelab.sensor.compile.KernelFeature;
import beelab.sensor.compile.KernelFeatures;
import beelab.sensor.compile.PolicyPlan;
import beelab.sensor.policy.PolicyProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code bee tracingpolicy plan} prints. */
record PlanReport(KernelFeatures kernel, List<PlanReport.Entry> entries) {
    private static final int WIDTH = 100;

    /** The answer for one file. */
    sealed interface Entry {
        String file();
    }

    /** The file could not be read. */
    record Unreadable(String file, List<PolicyProblem> problems) implements Entry {}

    /** The text is no sound policy. */
    record Wrong(String file, List<PolicyProblem> problems) implements Entry {}

    /**
     * The policy was planned.
     *
     * @param loadProblems why the kernel refused to load it; empty when it did not or was not asked
     * @param loaded whether loading was tried
     */
    record Planned(String file, PolicyPlan plan, List<PolicyProblem> loadProblems, boolean loaded)
            implements Entry {}

    String text() {
        StringBuilder out = new StringBuilder();
        out.append("kernel ").append(kernel.release()).append(": ");
        out.append(
                PlanCommand.decisive().stream()
                        .map(f -> (kernel.has(f) ? "" : "no ") + f.label())
                        .collect(Collectors.joining(", ")));
        out.append("\n");
        for (Entry entry : entries) {
            out.append('\n');
            switch (entry) {
                case Unreadable unreadable -> {
                    out.append(unreadable.file()).append(": not read\n");
                    problems(out, unreadable.problems());
                }
                case Wrong wrong -> {
                    out.append(wrong.file()).append(": refused\n");
                    problems(out, wrong.problems());
                }
                case Planned planned -> planned(out, planned);
            }
        }
        return out.toString();
    }

    private static void planned(StringBuilder out, Planned planned) {
        PolicyPlan plan = planned.plan();
        String verdict =
                !plan.loadable() || !planned.loadProblems().isEmpty()
                        ? "refused"
                        : planned.loaded() ? "loaded, attached and unloaded again" : "loadable";
        out.append(planned.file())
                .append(": ")
                .append(plan.policy().kind().yamlName())
                .append(' ')
                .append(plan.policy().name())
                .append(": ")
                .append(verdict)
                .append('\n');
        for (HookPlan hook : plan.hooks()) {
            hook(out, hook);
        }
        problems(out, plan.refusals());
        problems(out, planned.loadProblems());
        for (PolicyProblem warning : plan.warnings()) {
            paragraph(out, "  ", "warning: " + warning);
        }
    }

    private static void hook(StringBuilder out, HookPlan hook) {
        out.append("  ")
                .append(hook.section())
                .append('[')
                .append(hook.index())
                .append("] ")
                .append(hook.target())
                .append('\n');
        row(out, "attached", hook.attached() ? hook.mechanism() : "not at all");
        row(out, "because", hook.why());
        row(out, "fires", hook.fires());
        row(out, "reads", hook.memory());
        hook.misses().forEach(missed -> row(out, "misses", missed));
        hook.adds().forEach(added -> row(out, "adds", added));
        hook.notes().forEach(note -> row(out, "note", note));
        row(out, "enforces", hook.enforcement());
    }

    private static void row(StringBuilder out, String name, String text) {
        if (!text.isEmpty()) {
            paragraph(out, "    " + String.format("%-9s", name), text);
        }
    }

    private static void problems(StringBuilder out, List<PolicyProblem> problems) {
        for (PolicyProblem problem : problems) {
            paragraph(out, "  ", problem.toString());
        }
    }

    /**
     * Breaks a text at blanks; further lines are indented. The kernel's own lines stay as they are.
     */
    private static void paragraph(StringBuilder out, String head, String text) {
        int cut = text.indexOf('\n');
        if (cut >= 0) {
            paragraph(out, head, text.substring(0, cut));
            text.substring(cut + 1)
                    .lines()
                    .forEach(line -> out.append("    ").append(line).append('\n'));
            return;
        }
        String indent = " ".repeat(head.length());
        StringBuilder line = new StringBuilder(head);
        int words = 0;
        for (String word : text.split(" ", -1)) {
            if (words > 0 && line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder(indent + "  ");
                words = 0;
            }
            line.append(words == 0 ? "" : " ").append(word);
            words++;
        }
        out.append(line).append('\n');
    }

    String json() {
        ObjectMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ObjectNode root = mapper.createObjectNode();
        ObjectNode about = root.putObject("kernel");
        about.put("release", kernel.release());
        for (KernelFeature feature : PlanCommand.decisive()) {
            about.put(feature.name().toLowerCase(Locale.ROOT), kernel.has(feature));
        }
        ArrayNode policies = root.putArray("policies");
        for (Entry entry : entries) {
            ObjectNode node = policies.addObject();
            node.put("file", entry.file());
            switch (entry) {
                case Unreadable unreadable -> json(node, "unreadable", unreadable.problems());
                case Wrong wrong -> json(node, "refused", wrong.problems());
                case Planned planned -> json(node, planned);
            }
        }
        return mapper.writeValueAsString(root);
    }

    private static void json(ObjectNode node, Planned planned) {
        PolicyPlan plan = planned.plan();
        List<PolicyProblem> all = new ArrayList<>(plan.refusals());
        all.addAll(planned.loadProblems());
        json(node, all.isEmpty() ? (planned.loaded() ? "loaded" : "loadable") : "refused", all);
        node.put("kind", plan.policy().kind().yamlName());
        node.put("name", plan.policy().name());
        node.put("namespace", plan.policy().namespace());
        ArrayNode hooks = node.putArray("hooks");
        for (HookPlan hook : plan.hooks()) {
            ObjectNode one = hooks.addObject();
            one.put("section", hook.section());
            one.put("index", hook.index());
            one.put("target", hook.target());
            one.put("mechanism", hook.mechanism());
            one.put("why", hook.why());
            one.put("fires", hook.fires());
            one.put("memory", hook.memory());
            hook.misses().forEach(one.putArray("misses")::add);
            hook.adds().forEach(one.putArray("adds")::add);
            hook.notes().forEach(one.putArray("notes")::add);
            one.put("enforcement", hook.enforcement());
        }
        problems(node.putArray("warnings"), plan.warnings());
    }

    private static void json(ObjectNode node, String verdict, List<PolicyProblem> problems) {
        node.put("verdict", verdict);
        problems(node.putArray("problems"), problems);
    }

    private static void problems(ArrayNode array, List<PolicyProblem> problems) {
        for (PolicyProblem problem : problems) {
            array.addObject()
                    .put("line", problem.line())
                    .put("column", problem.column())
                    .put("path", problem.path())
                    .put("message", problem.message())
                    .put("hint", problem.hint());
        }
    }
}
