package beelab.sensor.policy;

import beelab.sensor.policy.Hook.Section;
import beelab.sensor.policy.PolicyValidator.Problems;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules of one hook, apart from its selectors. */
final class HookRules {
    private static final Set<ArgumentType> NOT_BY_USERS =
            Set.of(ArgumentType.AUTO, ArgumentType.SYSCALL64, ArgumentType.CONST_BUF);

    private final TracingPolicy policy;
    private final Problems problems;

    HookRules(TracingPolicy policy, Problems problems) {
        this.policy = policy;
        this.problems = problems;
    }

    void check(Hook hook) {
        message(hook);
        switch (hook) {
            case Hook.Function function -> function(function);
            case Hook.Lsm lsm -> lsm(lsm);
            case Hook.Uprobe uprobe -> new ProgramRules(problems).check(uprobe);
            case Hook.Usdt usdt -> new ProgramRules(problems).check(usdt);
            case Hook.Tracepoint _ -> {}
        }
        for (HookArgument argument : hook.args()) {
            argument(hook, argument);
        }
        SelectorRules selectors = new SelectorRules(policy, hook, problems);
        hook.selectors().forEach(selectors::check);
    }

    private void message(Hook hook) {
        String at = hook.position().path("message");
        if (hook.message().length() == 1) {
            problems.add(at, "a message has at least 2 characters", "");
        } else if (hook.message().length() > PolicySchema.MAX_MESSAGE) {
            problems.warn(
                    at,
                    "the message has "
                            + hook.message().length()
                            + " characters and is cut to "
                            + PolicySchema.MAX_MESSAGE,
                    "");
        }
    }

    private void function(Hook.Function hook) {
        Hook.Position at = hook.position();
        String call = hook.call();
        if (call.startsWith("list:")) {
            Rules.checkListExists(policy, problems, at.path("call"), call);
        } else if (!call.matches("[A-Za-z_][A-Za-z0-9_.$]*")) {
            problems.add(at.path("call"), "\"" + call + "\" is not the name of a function", "");
        } else if (hook.syscall() && !Rules.isSyscallName(call)) {
            problems.add(
                    at.path("call"),
                    "\""
                            + call
                            + "\" is not a system call, but syscall is true unless you say otherwise",
                    "add syscall: false, or write sys_" + call + " when you mean the system call");
        }
        if (hook.returns() && hook.returnArg() == null) {
            problems.add(
                    at.path("return"),
                    "ReturnArg not specified with Return=true.",
                    "add returnArg: {index: 0, type: int}");
        }
        HookArgument returned = hook.returnArg();
        if (returned != null) {
            userType(returned, "kprobes");
            if (!returned.source().isEmpty()) {
                source(returned);
            }
        }
        if (!hook.returnArgAction().isEmpty()
                && (returned == null || returned.type() != ArgumentType.SOCK)) {
            problems.add(
                    at.path("returnArgAction"),
                    hook.returnArgAction() + " needs a returnArg of type sock",
                    "");
        }
        for (HookArgument data : hook.data()) {
            userType(data, "kprobes");
            if (data.resolve().isEmpty()) {
                problems.add(data.path(), "data argument missing 'resolve' setup", "");
            }
        }
        if (hook.args().size() + hook.data().size() > PolicySchema.MAX_ARGS) {
            problems.add(
                    at.path("data"),
                    "args and data together have more than " + PolicySchema.MAX_ARGS + " entries",
                    "");
        }
    }

    private void lsm(Hook.Lsm hook) {
        String name = hook.hook();
        String bare = name.replaceFirst("^(bpf_lsm_|security_)", "");
        if (!name.equals(bare)) {
            problems.add(
                    hook.position().path("hook"),
                    "LSM hooks are named without \""
                            + name.substring(0, name.length() - bare.length())
                            + "\"",
                    "write " + bare);
        }
    }

    private void argument(Hook hook, HookArgument argument) {
        Section section = hook.position().section();
        boolean function = hook instanceof Hook.Function;
        boolean lsm = hook instanceof Hook.Lsm;
        if (function || lsm) {
            userType(argument, section.yamlName());
        }
        if (!argument.source().isEmpty()) {
            source(argument);
        }
        int size = argument.sizeArgIndex();
        boolean buffer =
                argument.type() == ArgumentType.CHAR_BUF
                        || argument.type() == ArgumentType.CHAR_IOVEC;
        boolean counted = function || lsm || hook instanceof Hook.Uprobe;
        if (counted && buffer && size == 0 && !argument.returnCopy()) {
            problems.add(
                    argument.path(),
                    argument.type().yamlName() + " has no length",
                    "add sizeArgIndex: the number, counted from 1, of the argument that holds it");
        }
        if (size > 0 && size == argument.index() + 1) {
            problems.add(
                    argument.path() + ".sizeArgIndex",
                    "sizeArgIndex counts from 1, so " + size + " is this very argument",
                    "for the argument with index " + size + " write sizeArgIndex: " + (size + 1));
        } else if (size > 6) {
            problems.add(
                    argument.path() + ".sizeArgIndex",
                    "no function has an argument number " + size,
                    "");
        }
        if (argument.maxData() && argument.type() != ArgumentType.CHAR_BUF) {
            problems.warn(
                    argument.path() + ".maxData",
                    "maxData changes nothing for type " + argument.type().yamlName(),
                    "it is for char_buf; other values end after 4096 bytes");
        }
        if (argument.returnCopy()) {
            if (!hook.returns()) {
                problems.add(argument.path() + ".returnCopy", "returnCopy needs return: true", "");
            }
        }
    }

    private void userType(@Nullable HookArgument argument, String section) {
        if (argument == null || !NOT_BY_USERS.contains(argument.type())) {
            return;
        }
        String type = argument.type().yamlName();
        problems.add(
                argument.path() + ".type",
                "type '" + type + "' is invalid for " + section,
                "name the type, such as "
                        + String.join(", ", List.of("int", "string", "file", "sock")));
    }

    private void source(HookArgument argument) {
        problems.add(
                argument.path() + ".source",
                "standard argument is not allowed to have source configured, current value: '"
                        + argument.source()
                        + "'",
                "move it to data");
    }
}
