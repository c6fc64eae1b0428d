package beelab.sensor.compile;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One hook of a policy.
 *
 * @param section where it stands in the document
 * @param index position in its section, from 0
 * @param functionName as it appears in events, such as {@code __x64_sys_symlinkat}; of a tracepoint
 *     {@code subsystem/event}
 * @param message of the hook; empty when it has none
 * @param tags of the hook
 * @param mechanism how it is attached, for people
 * @param argumentLabels {@code label} of each argument by its index; empty text when it has none
 * @param dataLabels the same of each entry of {@code data}
 * @param programs what is loaded for it. Programs with the role Enter and Leave belong together and
 *     share the map {@code pending}. None when a program of a hook before it serves this one too
 * @param place what only hooks of user space have
 * @param returnSock what becomes of the socket that the call returns
 */
public record CompiledHook(
        Section section,
        int index,
        String functionName,
        String message,
        List<String> tags,
        String mechanism,
        List<String> argumentLabels,
        List<String> dataLabels,
        List<CompiledProgram> programs,
        Place place,
        ReturnSock returnSock) {
    public CompiledHook {
        tags = List.copyOf(tags);
        argumentLabels = List.copyOf(argumentLabels);
        dataLabels = List.copyOf(dataLabels);
        programs = List.copyOf(programs);
    }

    /** Sections of a policy; they decide which kind of event the hook makes. */
    public enum Section {
        KPROBES,
        FENTRIES,
        TRACEPOINTS,
        LSM_HOOKS,
        UPROBES,
        USDTS,
        /** Calls that NotifyEnforcer stops; they report nothing. */
        ENFORCERS,
        /** {@code loader: true}: no programs, but the kernel's perf events. */
        LOADER;

        /** The spelling in a policy. */
        public String yamlName() {
            return this == LSM_HOOKS ? "lsmhooks" : name().toLowerCase(Locale.ROOT);
        }
    }

    /** {@code returnArgAction}. */
    public enum ReturnSock {
        LEAVE,
        TRACK,
        UNTRACK
    }

    /** Where a hook of user space lies. */
    public sealed interface Place {

        /** In the kernel: its function name says it all. */
        record Kernel() implements Place {}

        /**
         * A function of a program or library.
         *
         * @param path as the policy names the file
         * @param symbol as the policy names the function; empty when it names none
         * @param offset in the file
         * @param counterOffset reference counter in the file; 0 for none
         */
        record Function(String path, String symbol, long offset, long counterOffset)
                implements Place {
            /** The symbol, or the offset in hexadecimal. */
            public String name() {
                return symbol.isEmpty() ? "0x" + Long.toHexString(offset) : symbol;
            }
        }

        /** A static probe, which may lie at several places of the file. */
        record StaticProbe(String path, String provider, String name) implements Place {}
    }

    /** The same hook, served by a program of a hook before it. */
    CompiledHook withoutPrograms() {
        return new CompiledHook(
                section,
                index,
                functionName,
                message,
                tags,
                mechanism,
                argumentLabels,
                dataLabels,
                List.of(),
                place,
                ReturnSock.LEAVE);
    }

    /** The kinds of namespaces whose host its selectors ask for. */
    public Set<String> hostNamespaces() {
        return tests().filter(FilterTest.NamespaceIn.class::isInstance)
                .map(test -> ((FilterTest.NamespaceIn) test).host())
                .filter(kind -> !kind.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private Stream<FilterTest> tests() {
        return programs.stream()
                .flatMap(program -> program.selectors().stream())
                .flatMap(selector -> selector.filters().stream())
                .map(CompiledFilter::test);
    }

    /** The sets of executables whose descendants its selectors follow. */
    public Set<Set<String>> follows() {
        return tests().filter(FilterTest.Follows.class::isInstance)
                .map(test -> ((FilterTest.Follows) test).executables())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The same hook at a place in user space. */
    CompiledHook at(Place other) {
        String name =
                other instanceof Place.Function function
                        ? function.path() + ":" + function.name()
                        : functionName;
        return new CompiledHook(
                section,
                index,
                name,
                message,
                tags,
                mechanism,
                argumentLabels,
                dataLabels,
                programs,
                other,
                returnSock);
    }

    /** The same hook with the labels of its data. */
    public CompiledHook withData(List<String> labels) {
        return new CompiledHook(
                section,
                index,
                functionName,
                message,
                tags,
                mechanism,
                argumentLabels,
                labels,
                programs,
                place,
                returnSock);
    }

    /** The same hook with {@code returnArgAction}. */
    CompiledHook returning(ReturnSock sock) {
        return new CompiledHook(
                section,
                index,
                functionName,
                message,
                tags,
                mechanism,
                argumentLabels,
                dataLabels,
                programs,
                place,
                sock);
    }

    /** A hook in the kernel. */
    public CompiledHook(
            Section section,
            int index,
            String functionName,
            String message,
            List<String> tags,
            String mechanism,
            List<String> argumentLabels,
            List<CompiledProgram> programs) {
        this(
                section,
                index,
                functionName,
                message,
                tags,
                mechanism,
                argumentLabels,
                List.of(),
                programs,
                new Place.Kernel(),
                ReturnSock.LEAVE);
    }
}
