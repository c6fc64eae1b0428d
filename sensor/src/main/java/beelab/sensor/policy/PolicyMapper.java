package beelab.sensor.policy;

import beelab.sensor.policy.Hook.Position;
import beelab.sensor.policy.Hook.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From checked fields to the records of the model. */
final class PolicyMapper {
    private static final Values EMPTY = new Values("", Map.of());

    private final SelectorMapper selectors;

    PolicyMapper(MacroExpander macros) {
        this.selectors = new SelectorMapper(macros);
    }

    TracingPolicy policy(Values document, SourceMap sources) {
        TracingPolicy.Kind kind =
                document.text("kind").equals("TracingPolicyNamespaced")
                        ? TracingPolicy.Kind.TRACING_POLICY_NAMESPACED
                        : TracingPolicy.Kind.TRACING_POLICY;
        Values metadata = orEmpty(document.struct("metadata"));
        String namespace = metadata.text("namespace");
        if (kind == TracingPolicy.Kind.TRACING_POLICY_NAMESPACED && namespace.isEmpty()) {
            namespace = "default";
        }
        return new TracingPolicy(
                kind,
                metadata.text("name"),
                namespace,
                spec(orEmpty(document.struct("spec"))),
                sources,
                List.of());
    }

    private PolicySpec spec(Values spec) {
        List<Hook> hooks = new ArrayList<>();
        for (Section section : Section.values()) {
            List<Values> entries = spec.structs(section.yamlName());
            for (Values entry : entries) {
                hooks.add(hook(entry, new Position(section, indexOf(entry))));
            }
        }
        return new PolicySpec(
                List.copyOf(hooks),
                spec.flag("loader"),
                labelSelector(spec.struct("podSelector")),
                labelSelector(spec.struct("containerSelector")),
                labelSelector(spec.struct("hostSelector")),
                labelSelector(spec.struct("nodeSelector")),
                spec.structs("lists").stream().map(PolicyMapper::list).toList(),
                spec.structs("enforcers").stream()
                        .map(v -> new PolicySpec.Enforcer(v.path(), v.texts("calls")))
                        .toList(),
                spec.structs("options").stream()
                        .map(v -> new PolicySpec.Option(v.path(), v.text("name"), v.text("value")))
                        .toList());
    }

    /** The number in {@code spec.kprobes[3]}: a broken neighbour must not shift it. */
    private static int indexOf(Values entry) {
        String path = entry.path();
        return Integer.parseInt(path.substring(path.lastIndexOf('[') + 1, path.length() - 1));
    }

    private Hook hook(Values v, Position position) {
        String message = v.text("message");
        List<HookArgument> args = arguments(v, "args");
        List<Selector> matching = v.structs("selectors").stream().map(selectors::selector).toList();
        List<String> tags = v.texts("tags");
        return switch (position.section()) {
            case KPROBES, FENTRIES ->
                    new Hook.Function(
                            position,
                            v.text("call"),
                            v.flag("syscall"),
                            v.flag("return"),
                            message,
                            args,
                            arguments(v, "data"),
                            argument(v.struct("returnArg")),
                            v.text("returnArgAction"),
                            matching,
                            tags,
                            orEmpty(v.struct("ignore")).flag("callNotFound"));
            case TRACEPOINTS ->
                    new Hook.Tracepoint(
                            position,
                            v.text("subsystem"),
                            v.text("event"),
                            v.flag("raw"),
                            message,
                            args,
                            matching,
                            tags);
            case LSMHOOKS -> new Hook.Lsm(position, v.text("hook"), message, args, matching, tags);
            case UPROBES ->
                    new Hook.Uprobe(
                            position,
                            v.text("path"),
                            v.text("btfPath"),
                            v.texts("symbols"),
                            v.wholes("offsets"),
                            v.wholes("addrs"),
                            v.wholes("refCtrOffsets"),
                            v.texts("binaryDigests"),
                            orEmpty(v.struct("ignore")).flag("digestVerificationFailure"),
                            v.flag("return"),
                            message,
                            args,
                            arguments(v, "data"),
                            argument(v.struct("returnArg")),
                            matching,
                            tags);
            case USDTS ->
                    new Hook.Usdt(
                            position,
                            v.text("path"),
                            v.text("btfPath"),
                            v.text("provider"),
                            v.text("name"),
                            message,
                            args,
                            matching,
                            tags);
        };
    }

    private static List<HookArgument> arguments(Values hook, String field) {
        List<HookArgument> arguments = new ArrayList<>();
        for (Values v : hook.structs(field)) {
            HookArgument argument = argument(v);
            if (argument != null) {
                arguments.add(argument);
            }
        }
        return List.copyOf(arguments);
    }

    private static @Nullable HookArgument argument(@Nullable Values v) {
        if (v == null) {
            return null;
        }
        return new HookArgument(
                v.path(),
                v.number("index"),
                ArgumentType.ofYaml(v.text("type")),
                v.text("label"),
                v.number("sizeArgIndex"),
                v.flag("returnCopy"),
                v.flag("maxData"),
                v.text("resolve"),
                v.text("source"),
                v.text("btfType"),
                v.text("btfTypeModule"));
    }

    private static PolicySpec.SymbolList list(Values v) {
        return new PolicySpec.SymbolList(
                v.path(), v.text("name"), v.text("type"), v.texts("values"), v.text("pattern"));
    }

    static @Nullable LabelSelector labelSelector(@Nullable Values v) {
        if (v == null) {
            return null;
        }
        List<LabelSelector.Expression> expressions =
                v.structs("matchExpressions").stream()
                        .map(e ->
                                new LabelSelector.Expression(
                                        e.text("key"),
                                        LabelSelector.LabelOperator.ofYaml(e.text("operator")),
                                        Set.copyOf(e.texts("values"))))
                        .toList();
        return new LabelSelector(v.textTable("matchLabels"), expressions);
    }

    private static Values orEmpty(@Nullable Values values) {
        return values == null ? EMPTY : values;
    }
}
