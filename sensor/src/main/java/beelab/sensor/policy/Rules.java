package beelab.sensor.policy;

import beelab.sensor.policy.PolicyValidator.Problems;
import java.util.List;
import java.util.regex.Pattern;

/** Facts about names that several rules share. */
public final class Rules {
    private static final Pattern SYSCALL = Pattern.compile("(__(x64|ia32|arm64)_)?sys_[a-z0-9_]+");

    private Rules() {}

    /** Whether it is how a policy spells a system call: {@code sys_x} or {@code __x64_sys_x}. */
    public static boolean isSyscallName(String name) {
        return SYSCALL.matcher(name).matches();
    }

    static void checkListExists(
            TracingPolicy policy, Problems problems, String path, String reference) {
        String name = reference.substring("list:".length());
        if (policy.spec().list(name) == null) {
            List<String> known =
                    policy.spec().lists().stream().map(PolicySpec.SymbolList::name).toList();
            problems.add(
                    path,
                    "error list '" + name + "' not found",
                    NearNames.hint(name, known, "define it in spec.lists"));
        }
    }
}
