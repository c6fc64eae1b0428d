package beelab.sensor.policy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** From checked fields to selectors, with macros merged in. */
final class SelectorMapper {
    private final MacroExpander macros;

    SelectorMapper(MacroExpander macros) {
        this.macros = macros;
    }

    Selector selector(Values written) {
        Values v = macros.expand(written);
        return new Selector(
                v.path(),
                v.text("label"),
                v.structs("matchPIDs").stream().map(SelectorMapper::pids).toList(),
                arguments(v, "matchArgs"),
                arguments(v, "matchData"),
                arguments(v, "matchReturnArgs"),
                binaries(v, "matchBinaries"),
                binaries(v, "matchParentBinaries"),
                v.structs("matchNamespaces").stream().map(SelectorMapper::namespace).toList(),
                v.structs("matchNamespaceChanges").stream().map(SelectorMapper::namespace).toList(),
                capabilities(v, "matchCapabilities"),
                capabilities(v, "matchCapabilityChanges"),
                v.structs("matchCurrentCred").stream()
                        .flatMap(SelectorMapper::credentials)
                        .toList(),
                v.structs("matchWorkloads").stream().map(SelectorMapper::workloads).toList(),
                v.texts("macros"),
                actions(v, "matchActions"),
                actions(v, "matchReturnActions"));
    }

    private static Selector.PidFilter pids(Values v) {
        return new Selector.PidFilter(
                v.path(),
                Operator.ofYaml(v.text("operator")),
                v.wholes("values"),
                v.flag("isNamespacePID"),
                v.flag("followForks"));
    }

    private static List<Selector.ArgumentFilter> arguments(Values selector, String field) {
        return selector.structs(field).stream()
                .map(v ->
                        new Selector.ArgumentFilter(
                                v.path(),
                                v.number("index"),
                                v.wholes("args").stream().map(Long::intValue).toList(),
                                Operator.ofYaml(v.text("operator")),
                                v.texts("values").stream()
                                        .map(SelectorMapper::withoutTrailingNul)
                                        .toList()))
                .toList();
    }

    /** Authors who think in C end their values with {@code \0}; compared text never holds it. */
    private static String withoutTrailingNul(String value) {
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) == 0) {
            end--;
        }
        return value.substring(0, end);
    }

    private static List<Selector.BinaryFilter> binaries(Values selector, String field) {
        return selector.structs(field).stream()
                .map(v ->
                        new Selector.BinaryFilter(
                                v.path(),
                                Operator.ofYaml(v.text("operator")),
                                v.texts("values"),
                                v.flag("followChildren"),
                                v.flag("matchScript")))
                .toList();
    }

    private static Stream<Selector.CredentialFilter> credentials(Values v) {
        return Arrays.stream(Selector.CredentialId.values())
                .flatMap(id ->
                        v.structs(id.yamlName()).stream()
                                .map(f ->
                                        new Selector.CredentialFilter(
                                                f.path(),
                                                id,
                                                Operator.ofYaml(f.text("operator")),
                                                f.texts("values"))));
    }

    private static Selector.Workloads workloads(Values v) {
        return new Selector.Workloads(
                v.path(),
                PolicyMapper.labelSelector(v.struct("podSelector")),
                PolicyMapper.labelSelector(v.struct("containerSelector")),
                PolicyMapper.labelSelector(v.struct("hostSelector")));
    }

    private static Selector.NamespaceFilter namespace(Values v) {
        return new Selector.NamespaceFilter(
                v.path(),
                v.text("namespace"),
                Operator.ofYaml(v.text("operator")),
                v.texts("values"));
    }

    private static List<Selector.CapabilityFilter> capabilities(Values selector, String field) {
        return selector.structs(field).stream()
                .map(v ->
                        new Selector.CapabilityFilter(
                                v.path(),
                                v.text("type"),
                                Operator.ofYaml(v.text("operator")),
                                v.flag("isNamespaceCapability"),
                                v.texts("values")))
                .toList();
    }

    private static List<Action> actions(Values selector, String field) {
        return selector.structs(field).stream()
                .map(v ->
                        new Action(
                                v.path(),
                                Action.Kind.ofYaml(v.text("action")),
                                v.number("argError"),
                                v.number("argSig"),
                                v.number("argSock"),
                                v.text("argUrl"),
                                v.text("argFqdn"),
                                v.number("argIndex"),
                                v.whole("argValue"),
                                v.texts("argRegs"),
                                new Action.Target(
                                        v.text("argNewSymbol"),
                                        v.whole("argNewAddr"),
                                        v.whole("argNewOffset")),
                                v.text("rateLimit"),
                                v.text("rateLimitScope"),
                                v.flag("kernelStackTrace"),
                                v.flag("userStackTrace"),
                                v.flag("imaHash")))
                .toList();
    }
}
