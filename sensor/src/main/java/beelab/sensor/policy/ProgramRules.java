package beelab.sensor.policy;

import beelab.sensor.policy.PolicyValidator.Problems;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules of the sections {@code uprobes} and {@code usdts}, which hook programs and libraries. */
final class ProgramRules {
    /** Six arguments in registers, and six more on the stack. */
    static final int MAX_ARGUMENT = 11;

    private static final Set<ArgumentType> TYPES =
            EnumSet.of(
                    ArgumentType.AUTO,
                    ArgumentType.NOP,
                    ArgumentType.STRING,
                    ArgumentType.CHAR_BUF,
                    ArgumentType.CHAR_IOVEC,
                    ArgumentType.SOCKADDR,
                    ArgumentType.SOCKADDR_UN,
                    ArgumentType.FD);

    /** Hexadecimal digits of each digest; 0 for any even number. */
    private static final Map<String, Integer> DIGESTS =
            Map.of("sha1", 40, "sha256", 64, "sha384", 96, "sha512", 128, "build-id", 0);

    private final Problems problems;

    ProgramRules(Problems problems) {
        this.problems = problems;
    }

    void check(Hook.Uprobe hook) {
        Hook.Position at = hook.position();
        path(at, hook.file());
        int forms =
                (hook.symbols().isEmpty() ? 0 : 1)
                        + (hook.offsets().isEmpty() ? 0 : 1)
                        + (hook.addresses().isEmpty() ? 0 : 1);
        if (forms != 1) {
            problems.add(
                    at.path(),
                    "a uprobe names its functions by exactly one of symbols, offsets and addrs; "
                            + (forms == 0 ? "none is given" : forms + " are given"),
                    "");
        }
        int functions = hook.symbols().size() + hook.offsets().size() + hook.addresses().size();
        if (!hook.counterOffsets().isEmpty() && hook.counterOffsets().size() != functions) {
            problems.add(
                    at.path("refCtrOffsets"),
                    hook.counterOffsets().size()
                            + " reference counters for "
                            + functions
                            + (functions == 1 ? " function" : " functions"),
                    "give one for each, in the same order; 0 for none");
        }
        digests(hook);
        if (hook.returns() && hook.returnArg() == null) {
            problems.add(
                    at.path("return"),
                    "ReturnArg not specified with Return=true.",
                    "add returnArg: {index: 0, type: int}");
        }
        List<HookArgument> values = new ArrayList<>(hook.args());
        if (hook.returnArg() != null) {
            values.add(hook.returnArg());
        }
        values.forEach(argument -> type(argument, "uprobes"));
        for (HookArgument argument : hook.args()) {
            if (argument.index() > MAX_ARGUMENT) {
                problems.add(
                        argument.path() + ".index",
                        "argument " + argument.index() + " of a function cannot be found",
                        "arguments 0 to " + MAX_ARGUMENT + " can");
            }
        }
        for (HookArgument data : hook.data()) {
            if (data.resolve().isEmpty()) {
                problems.add(data.path(), "data argument missing 'resolve' setup", "");
            }
        }
    }

    void check(Hook.Usdt hook) {
        path(hook.position(), hook.file());
        hook.args().forEach(argument -> type(argument, "usdts"));
    }

    private void path(Hook.Position at, String file) {
        if (!file.startsWith("/")) {
            problems.add(
                    at.path("path"),
                    "\"" + file + "\" is not an absolute path",
                    "write the path from the root, such as /usr/bin/bash");
        }
    }

    private void type(HookArgument argument, String section) {
        ArgumentType type = argument.type();
        boolean number = type.kind() == ArgumentType.Kind.NUMBER && type != ArgumentType.SYSCALL64;
        if (!number && !TYPES.contains(type)) {
            problems.add(
                    argument.path() + ".type",
                    "type '" + type.yamlName() + "' is invalid for " + section,
                    "programs have no structures of the kernel; use a number, string or char_buf");
        }
    }

    private void digests(Hook.Uprobe hook) {
        for (int i = 0; i < hook.digests().size(); i++) {
            String digest = hook.digests().get(i);
            String at = hook.position().path("binaryDigests[" + i + "]");
            int colon = digest.indexOf(':');
            String algorithm = colon < 0 ? digest : digest.substring(0, colon);
            String digits = digest.substring(colon + 1);
            Integer expected = DIGESTS.get(algorithm);
            if (colon < 0 || expected == null) {
                problems.add(
                        at,
                        "unsupported digest algorithm '" + algorithm + "'",
                        "write sha256:, sha1:, sha384:, sha512: or build-id: and hexadecimal digits");
            } else if (!digits.matches("([0-9a-fA-F]{2})+")
                    || expected != 0 && digits.length() != expected) {
                problems.add(
                        at,
                        "\"" + digits + "\" is no " + algorithm,
                        expected == 0
                                ? "expected pairs of hexadecimal digits"
                                : "expected " + expected + " hexadecimal digits");
            }
        }
    }
}
