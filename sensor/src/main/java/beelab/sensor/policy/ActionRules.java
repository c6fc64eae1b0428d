package beelab.sensor.policy;

import beelab.sensor.policy.Action.Kind;
import beelab.sensor.policy.PolicyValidator.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Which action may be used where, and with what. */
final class ActionRules {
    private static final Pattern RATE = Pattern.compile("[1-9][0-9]{0,6}[smhSMH]?");
    private static final Set<Kind> LSM =
            EnumSet.of(Kind.SIGKILL, Kind.SIGNAL, Kind.NO_POST, Kind.OVERRIDE, Kind.POST);

    /** The kernel treats values from -MAX_ERRNO to 0 as the outcome of a call. */
    private static final int MAX_ERRNO = 4095;

    private final TracingPolicy policy;
    private final Hook hook;
    private final Problems problems;

    ActionRules(TracingPolicy policy, Hook hook, Problems problems) {
        this.policy = policy;
        this.hook = hook;
        this.problems = problems;
    }

    void check(Selector selector) {
        if (!selector.returnActions().isEmpty()) {
            if (!hook.returns()) {
                problems.add(
                        selector.path() + ".matchReturnActions",
                        "matchReturnActions needs return: true",
                        "");
            }
        }
        for (Action action : selector.allActions()) {
            place(action);
            parameters(action);
            onlyForPost(action);
        }
    }

    private void place(Action action) {
        Kind kind = action.kind();
        String at = action.path() + ".action";
        switch (hook) {
            case Hook.Function function -> function(function, action, at);
            case Hook.Lsm _ -> {
                if (!LSM.contains(kind)) {
                    problems.add(at, kind.yamlName() + " action is not supported", "for LSM hooks");
                }
            }
            case Hook.Tracepoint _ -> {
                if (kind == Kind.OVERRIDE) {
                    problems.add(
                            at,
                            "a tracepoint cannot override: what it reports has already happened",
                            "use Sigkill, an LSM hook, or NotifyEnforcer");
                }
            }
            case Hook.Uprobe _, Hook.Usdt _ ->
                    new ProgramActionRules(hook, problems).check(action, at);
        }
        if (!(hook instanceof Hook.Uprobe)
                && (!action.registers().isEmpty() || action.target().forms() > 0)) {
            problems.add(
                    action.path(),
                    "argRegs and argNew… are for Override in uprobes only",
                    "use argError");
        }
        if (kind == Kind.SET && !(hook instanceof Hook.Usdt)) {
            problems.add(at, "Set is for usdts only", "");
        }
        boolean notifies =
                kind == Kind.NOTIFY_ENFORCER || kind == Kind.CLEANUP_ENFORCER_NOTIFICATION;
        if (notifies && policy.spec().enforcers().isEmpty()) {
            problems.add(
                    at, kind.yamlName() + " needs spec.enforcers", "name the calls to stop there");
        }
    }

    private void function(Hook.Function function, Action action, String at) {
        Kind kind = action.kind();
        if (function.position().section() == Hook.Section.FENTRIES && kind.enforces()) {
            problems.add(
                    at, "enforcement is not supported for fentry yet", "use kprobes or lsmhooks");
        } else if (kind == Kind.OVERRIDE
                && !function.syscall()
                && !function.call().startsWith("security_")
                && !Rules.isSyscallName(function.call())) {
            problems.add(
                    at,
                    "override action can be used only with syscalls and security_ hooks",
                    "use an LSM hook, or Sigkill to end the process");
        }
    }

    private void parameters(Action action) {
        switch (action.kind()) {
            case SIGNAL -> {
                if (action.argSig() < 1 || action.argSig() > 64) {
                    problems.add(
                            action.path() + ".argSig",
                            "Signal needs a signal number from 1 to 64",
                            "write argSig: 15 for SIGTERM");
                }
            }
            case OVERRIDE -> {
                // A function of a program may return any number.
                if (hook instanceof Hook.Uprobe) {
                    return;
                }
                if (action.argError() > 0 || action.argError() < -MAX_ERRNO) {
                    problems.add(
                            action.path() + ".argError",
                            action.argError() + " is no outcome of a call",
                            "write 0 or a negative error number: -1 is EPERM, -13 is EACCES");
                }
            }
            case GET_URL -> {
                if (action.argUrl().isEmpty()) {
                    problems.add(action.path(), "GetUrl needs argUrl", "");
                } else if (!isUrl(action.argUrl())) {
                    problems.add(
                            action.path() + ".argUrl",
                            "\"" + action.argUrl() + "\" is no URL to get",
                            "write http://host/path or https://host/path");
                }
            }
            case DNS_LOOKUP -> {
                if (action.argFqdn().isEmpty()) {
                    problems.add(action.path(), "DnsLookup needs argFqdn", "");
                }
            }
            case TRACK_SOCK, UNTRACK_SOCK -> {
                boolean socket =
                        hook.args().stream()
                                .anyMatch(a ->
                                        a.index() == action.argSock()
                                                && a.type() == ArgumentType.SOCK);
                if (!socket) {
                    problems.add(
                            action.path() + ".argSock",
                            "the hook's args have no argument "
                                    + action.argSock()
                                    + " of type sock",
                            "");
                }
            }
            case POST, SIGKILL, NO_POST, NOTIFY_ENFORCER, CLEANUP_ENFORCER_NOTIFICATION, SET -> {}
        }
        if (action.argError() != 0
                && action.kind() != Kind.OVERRIDE
                && action.kind() != Kind.NOTIFY_ENFORCER) {
            problems.warn(
                    action.path() + ".argError",
                    "argError has no effect on " + action.kind().yamlName(),
                    "only Override returns a value");
        }
    }

    private static boolean isUrl(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return http && url.getHost() != null && !url.getHost().isEmpty();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void onlyForPost(Action action) {
        boolean post = action.kind() == Kind.POST;
        boolean stack = action.kernelStackTrace() || action.userStackTrace();
        if (stack && hook instanceof Hook.Lsm) {
            problems.add(action.path(), "stacktrace actions are not supported", "for LSM hooks");
        } else if (stack && !post) {
            problems.add(
                    action.path(),
                    "kernelStackTrace or userStackTrace can only be used along Post action: found "
                            + action.kind().yamlName(),
                    "add an action Post with it");
        }
        if (action.imaHash() && !(hook instanceof Hook.Lsm && post)) {
            problems.add(action.path() + ".imaHash", "imaHash is for Post in LSM hooks only", "");
        }
        if (!action.rateLimit().isEmpty()) {
            if (!post) {
                problems.add(
                        action.path() + ".rateLimit",
                        "rate limiting can only applied to post action (was applied to '"
                                + action.kind().yamlName()
                                + "')",
                        "");
            } else if (!RATE.matcher(action.rateLimit()).matches()) {
                problems.add(
                        action.path() + ".rateLimit",
                        "\"" + action.rateLimit() + "\" is not a time",
                        "write 5, 5s, 5m or 1h");
            }
        }
    }
}
