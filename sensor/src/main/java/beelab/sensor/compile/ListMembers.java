package beelab.sensor.compile;

import beelab.sensor.policy.Hook;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.PolicySpec;
import beelab.sensor.policy.TracingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The functions that a hook or an enforcer names: one, or those of a list. */
final class ListMembers {
    static final String PREFIX = "list:";

    /** What may stand before the slash in {@code ABI/sys_name}, and what the kernel calls it. */
    private static final Map<String, String> ABIS =
            Map.of("i386", "__ia32_", "x64", "", "x86_64", "", "amd64", "", "arm64", "");

    private final TracingPolicy policy;
    private final Kernel kernel;
    private final List<PolicyProblem> problems;

    ListMembers(TracingPolicy policy, Kernel kernel, List<PolicyProblem> problems) {
        this.policy = policy;
        this.kernel = kernel;
        this.problems = problems;
    }

    /**
     * Functions of a list.
     *
     * @param generated whether the kernel was asked for them, so that the author could not know
     *     which there are
     */
    record Members(List<String> functions, boolean generated) {
        Members {
            functions = List.copyOf(functions);
        }
    }

    /** What a hook names. */
    Members of(Hook hook) {
        return hook instanceof Hook.Function
                ? of(hook.target())
                : new Members(List.of(hook.target()), false);
    }

    /** What {@code list:NAME} stands for; any other name stands for itself. */
    Members of(String target) {
        if (!target.startsWith(PREFIX)) {
            return new Members(List.of(target), false);
        }
        PolicySpec.SymbolList list = policy.spec().list(target.substring(PREFIX.length()));
        if (list == null) {
            throw new IllegalStateException("the reader let an unknown list pass: " + target);
        }
        return switch (list.type()) {
            case "generated_syscalls" -> generatedSyscalls(list);
            case "generated_ftrace" -> generatedFunctions(list);
            default -> new Members(named(list), false);
        };
    }

    private List<String> named(PolicySpec.SymbolList list) {
        List<String> functions = new ArrayList<>();
        for (int i = 0; i < list.values().size(); i++) {
            String value = list.values().get(i);
            int slash = value.indexOf('/');
            String abi = slash < 0 ? "x64" : value.substring(0, slash);
            if (ABIS.containsKey(abi)) {
                functions.add(ABIS.get(abi) + value.substring(slash + 1));
            } else {
                problem(
                        list.path() + ".values[" + i + "]",
                        abi + " is not an ABI of system calls that this sensor knows",
                        "write i386/sys_name for 32-bit programs, or sys_name");
            }
        }
        return functions.stream().distinct().toList();
    }

    private Members generatedSyscalls(PolicySpec.SymbolList list) {
        List<String> names =
                kernel.syscalls().stream().sorted().map(name -> "sys_" + name).toList();
        if (names.isEmpty()) {
            problem(
                    list.path() + ".type",
                    "the system calls of this kernel are not known: "
                            + kernel.lacks(KernelFeature.SYSCALL_TRACEPOINT),
                    "name them in a list of type syscalls");
        }
        return new Members(names, true);
    }

    /**
     * Functions that ftrace can patch and whose names match the pattern, as ftrace's filters do.
     */
    private Members generatedFunctions(PolicySpec.SymbolList list) {
        Pattern pattern = glob(list.pattern());
        List<String> names =
                kernel.features().traceableFunctions().stream()
                        .filter(name -> pattern.matcher(name).matches())
                        .sorted()
                        .toList();
        if (names.isEmpty()) {
            boolean known = !kernel.features().traceableFunctions().isEmpty();
            problem(
                    list.path() + ".pattern",
                    known
                            ? "no function of this kernel matches " + list.pattern()
                            : "the functions of this kernel are not known: "
                                    + (kernel.has(KernelFeature.KPROBE)
                                            ? "available_filter_functions cannot be read"
                                            : kernel.lacks(KernelFeature.KPROBE)),
                    known ? "* stands for any text, ? for one character" : "");
        }
        return new Members(names, true);
    }

    static Pattern glob(String text) {
        StringBuilder regex = new StringBuilder();
        for (char c : text.toCharArray()) {
            regex.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.compile(regex.toString());
    }

    private void problem(String path, String message, String hint) {
        problems.add(policy.problem(path, message, hint));
    }
}
