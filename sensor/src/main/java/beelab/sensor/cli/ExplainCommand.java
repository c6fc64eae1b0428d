package beelab.sensor.cli;

import beelab.sensor.policy.PolicySchema;
import beelab.sensor.policy.Schema;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bee explain}: the policy language, field by field, from what the agent checks against. */
@Command(
        name = "explain",
        description = "Tell what a field of a policy means, and which fields it has.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bee explain tracingpolicy",
            "  bee explain tracingpolicy.spec.kprobes.selectors.matchArgs",
            "  bee explain tracingpolicynamespaced.spec --recursive"
        })
final class ExplainCommand implements Callable<Integer> {
    private static final List<String> KINDS =
            List.of(
                    "tracingpolicy",
                    "tracingpolicies",
                    "tracingpolicynamespaced",
                    "tracingpoliciesnamespaced");

    @Parameters(paramLabel = "RESOURCE[.FIELD…]", description = "What to explain.")
    private String path = "";

    @Option(names = "--recursive", description = "List the fields below fields too.")
    private boolean recursive;

    @Override
    public Integer call() {
        System.out.print(explain(path, recursive));
        return 0;
    }

    /**
     * @throws CliException naming the part of the path that does not exist
     */
    static String explain(String path, boolean recursive) {
        String[] names = path.split("\\.", -1);
        if (!KINDS.contains(names[0].toLowerCase(java.util.Locale.ROOT))) {
            throw new CliException(
                    "\""
                            + names[0]
                            + "\" is no resource; expected tracingpolicy or tracingpolicynamespaced",
                    2);
        }
        Schema.Field field =
                new Schema.Field(
                        new Schema.Struct(
                                Map.of(
                                        "spec",
                                        new Schema.Field(
                                                PolicySchema.SPEC,
                                                true,
                                                null,
                                                "What to hook, and what to do then."))),
                        true,
                        null,
                        "A policy: hooks in the kernel and in programs, and what happens there.");
        String walked = names[0];
        for (int i = 1; i < names.length; i++) {
            if (!(inner(field.schema()) instanceof Schema.Struct struct)) {
                throw new CliException(walked + " has no fields", 2);
            }
            Schema.Field next = struct.fields().get(names[i]);
            if (next == null) {
                throw new CliException(
                        walked
                                + " has no field \""
                                + names[i]
                                + "\"; it has "
                                + String.join(", ", struct.fields().keySet()),
                        2);
            }
            field = next;
            walked += "." + names[i];
        }
        StringBuilder text = new StringBuilder();
        text.append("GROUP:      cilium.io\nKIND:       ")
                .append(
                        names[0].toLowerCase(java.util.Locale.ROOT).contains("namespaced")
                                ? "TracingPolicyNamespaced"
                                : "TracingPolicy")
                .append("\nVERSION:    v1alpha1\n\nFIELD: ")
                .append(walked)
                .append(" <")
                .append(type(field.schema()))
                .append(">\n\nDESCRIPTION:\n    ")
                .append(field.description())
                .append(limits(field))
                .append('\n');
        if (inner(field.schema()) instanceof Schema.Struct struct) {
            text.append("\nFIELDS:\n");
            fields(text, struct, "  ", recursive);
        }
        return text.toString();
    }

    private static void fields(
            StringBuilder text, Schema.Struct struct, String indent, boolean recursive) {
        for (Map.Entry<String, Schema.Field> entry : struct.fields().entrySet()) {
            Schema.Field field = entry.getValue();
            text.append(indent)
                    .append(entry.getKey())
                    .append("\t<")
                    .append(type(field.schema()))
                    .append(">")
                    .append(field.required() ? " -required-" : "")
                    .append('\n');
            if (recursive) {
                if (inner(field.schema()) instanceof Schema.Struct below) {
                    fields(text, below, indent + "  ", true);
                }
            } else {
                text.append(indent).append("    ").append(field.description()).append("\n\n");
            }
        }
    }

    /** What a list or a table holds. */
    private static Schema inner(Schema schema) {
        return switch (schema) {
            case Schema.Many many -> inner(many.element());
            case Schema.Table table -> inner(table.value());
            case Schema.Text _,
                    Schema.Choice _,
                    Schema.Whole _,
                    Schema.Flag _,
                    Schema.Struct _,
                    Schema.Anything _ ->
                    schema;
        };
    }

    private static String type(Schema schema) {
        return switch (schema) {
            case Schema.Text _, Schema.Choice _ -> "string";
            case Schema.Whole _ -> "integer";
            case Schema.Flag _ -> "boolean";
            case Schema.Many many -> "[]" + type(many.element());
            case Schema.Table table -> "map[string]" + type(table.value());
            case Schema.Struct _, Schema.Anything _ -> "Object";
        };
    }

    private static String limits(Schema.Field field) {
        String limits =
                switch (inner(field.schema())) {
                    case Schema.Choice choice ->
                            "\n    One of: " + String.join(", ", choice.allowed());
                    case Schema.Whole whole when whole.max() != Long.MAX_VALUE ->
                            "\n    From " + whole.min() + " to " + whole.max() + ".";
                    case Schema.Text text when text.pattern() != null ->
                            "\n    Matches: " + text.pattern();
                    case Schema.Text _,
                            Schema.Whole _,
                            Schema.Flag _,
                            Schema.Many _,
                            Schema.Table _,
                            Schema.Struct _,
                            Schema.Anything _ ->
                            "";
                };
        return limits
                + (field.fallback() == null ? "" : "\n    Default: " + field.fallback() + ".");
    }
}
