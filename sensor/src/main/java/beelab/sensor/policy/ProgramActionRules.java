package beelab.sensor.policy;

import beelab.sensor.policy.PolicyValidator.Problems;

/** Actions in {@code uprobes} and {@code usdts}. */
final class ProgramActionRules {
    private static final int MAX_REGISTERS = 8;

    private final Hook hook;
    private final Problems problems;

    ProgramActionRules(Hook hook, Problems problems) {
        this.hook = hook;
        this.problems = problems;
    }

    void check(Action action, String at) {
        switch (action.kind()) {
            case GET_URL, DNS_LOOKUP ->
                    problems.add(
                            at,
                            "failed to configure uprobe, GetUrl and DnsLookup actions not supported",
                            "");
            case TRACK_SOCK, UNTRACK_SOCK ->
                    problems.add(
                            at,
                            action.kind().yamlName() + " needs a socket of the kernel",
                            "use it in kprobes");
            case OVERRIDE -> override(action, at);
            case POST,
                    SIGKILL,
                    NO_POST,
                    SIGNAL,
                    NOTIFY_ENFORCER,
                    CLEANUP_ENFORCER_NOTIFICATION,
                    SET -> {}
        }
    }

    private void override(Action action, String at) {
        if (hook instanceof Hook.Usdt) {
            problems.add(
                    at,
                    "a static probe is no call that could be overridden",
                    "use Set to change an operand, or a uprobe on the function");
            return;
        }
        int forms =
                (action.argError() == 0 ? 0 : 1)
                        + (action.registers().isEmpty() ? 0 : 1)
                        + action.target().forms();
        if (forms > 1) {
            problems.add(
                    action.path(),
                    "Override takes one of argError, argRegs, argNewSymbol, argNewAddr and"
                            + " argNewOffset; "
                            + forms
                            + " are given",
                    "");
        }
        if (action.registers().size() > MAX_REGISTERS) {
            problems.add(
                    action.path() + ".argRegs",
                    "an Override sets at most " + MAX_REGISTERS + " registers",
                    "");
        }
        for (int i = 0; i < action.registers().size(); i++) {
            if (RegisterAssignment.parse(action.registers().get(i)).isEmpty()) {
                problems.add(
                        action.path() + ".argRegs[" + i + "]",
                        "\"" + action.registers().get(i) + "\" sets no register",
                        "write rax=11, rax=%rdi, rsp=8%rsp, rip=(%rsp) or rip=8(%rsp)");
            }
        }
    }
}
