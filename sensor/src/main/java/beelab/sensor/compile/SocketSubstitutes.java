package beelab.sensor.compile;

import beelab.sensor.compile.Attachment.Only;
import beelab.sensor.compile.CompiledProgram.Guard;
import beelab.sensor.compile.Provided.Form;
import beelab.sensor.compile.Substitutes.Asked;
import beelab.sensor.compile.Substitutes.Row;
import beelab.sensor.policy.Operator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Substitutes for functions of TCP, at the tracepoints {@code sock/inet_sock_set_state} and {@code
 * sock/sock_send_length}.
 *
 * <p>Raw arguments: {@code (const struct sock *sk, const int oldstate, const int newstate)} and
 * {@code (struct sock *sk, int ret, int flags)}, from include/trace/events/sock.h.
 */
final class SocketSubstitutes {
    private static final ArgSource SOCK = new ArgSource.RawArg(0);
    private static final ArgSource OLD_STATE = new ArgSource.RawArg(1);
    private static final ArgSource NEW_STATE = new ArgSource.RawArg(2);
    private static final int IPPROTO_TCP = 6;

    /** States of include/net/tcp_states.h. */
    private static final int ESTABLISHED = 1;

    private static final int SYN_SENT = 2;
    private static final int FIN_WAIT1 = 4;
    private static final int CLOSE = 7;
    private static final int CLOSE_WAIT = 8;
    private static final int LAST_ACK = 9;
    private static final int LISTEN = 10;

    private static final String STATE = "inet_sock_set_state";
    private static final String MEMORY = "kernel memory: the kernel's own socket";
    private static final Only TCP =
            new Only(0, FilterField.SOCK_PROTOCOL, Operator.EQUAL, List.of((long) IPPROTO_TCP));

    static final Map<String, Row<SocketSubstitutes>> ROWS =
            Map.of(
                    "tcp_connect", SocketSubstitutes::connect,
                    "tcp_close", SocketSubstitutes::close,
                    "tcp_sendmsg", SocketSubstitutes::sendmsg,
                    "tcp_set_state", SocketSubstitutes::state,
                    "inet_csk_listen_start", SocketSubstitutes::listen);

    private final Kernel kernel;

    SocketSubstitutes(Kernel kernel) {
        this.kernel = kernel;
    }

    Blueprint connect(Asked asked) throws Refusal {
        List<String> exits =
                kernel.present(
                        List.of("connect", "sendto", "sendmsg", "sendmmsg", "io_uring_enter"));
        Attachment attachment =
                Attachment.at(
                                List.of(new AttachPoint.RawTracepoint(STATE)),
                                List.of(transition(CLOSE, SYN_SENT)),
                                Map.of(0, Provided.kernel(SOCK, Form.SOCK)),
                                List.of(TCP))
                        .returning(
                                exits.stream()
                                        .<AttachPoint>map(AttachPoint.SyscallExit::new)
                                        .toList(),
                                asked.returns()
                                        ? Provided.number(new ArgSource.ReturnStatus(), 4, true)
                                        : null)
                        .readingAgain(Set.of(0));
        return plan(
                asked,
                1,
                STATE,
                " (CLOSE to SYN_SENT), reported at syscalls/sys_exit_" + HookPlanner.names(exits),
                attachment,
                new Substitutes.Story(
                        "when the connecting call returns; selectors decide before the first packet is"
                                + " sent",
                        MEMORY,
                        List.of(
                                "connections that kernel threads make, such as NFS or io_uring's poller"),
                        List.of(),
                        List.of(
                                "selectors see source port 0, unless the program has bound the socket;"
                                        + " the event has the port that the kernel chose, if the connection"
                                        + " did not fail at once",
                                "a blocking connect is reported once it has succeeded or failed",
                                "the return value is that of the system call, so -115 (EINPROGRESS) for a"
                                        + " socket that does not block"),
                        "the signal is sent before the first packet, but the connection attempt goes on;"
                                + " the program can send nothing over it"));
    }

    Blueprint close(Asked asked) throws Refusal {
        Attachment attachment =
                Attachment.at(
                        List.of(new AttachPoint.RawTracepoint(STATE)),
                        List.of(
                                transition(ESTABLISHED, FIN_WAIT1),
                                transition(CLOSE_WAIT, LAST_ACK)),
                        Map.of(0, Provided.kernel(SOCK, Form.SOCK)),
                        List.of(TCP));
        return plan(
                asked,
                2,
                STATE,
                " (ESTABLISHED to FIN_WAIT1, CLOSE_WAIT to LAST_ACK)",
                attachment,
                new Substitutes.Story(
                        "when the connection begins to close",
                        MEMORY,
                        List.of(
                                "closing of listening sockets and of sockets that are not connected or"
                                        + " already reset"),
                        List.of("shutdown(2) for writing, which begins to close without a close"),
                        List.of("at most one event for each connection"),
                        "the signal is delivered before the call returns; the connection closes all the"
                                + " same"));
    }

    Blueprint sendmsg(Asked asked) throws Refusal {
        String tracepoint = "sock_send_length";
        Attachment attachment =
                Attachment.at(
                                List.of(new AttachPoint.RawTracepoint(tracepoint)),
                                List.of(),
                                Map.of(
                                        0, Provided.kernel(SOCK, Form.SOCK),
                                        2, Provided.number(new ArgSource.RawArg(1), 4, true)),
                                List.of(TCP))
                        .returning(
                                List.of(),
                                asked.returns()
                                        ? Provided.number(new ArgSource.RawArg(1), 4, true)
                                        : null);
        return plan(
                asked,
                3,
                tracepoint,
                "",
                attachment,
                new Substitutes.Story(
                        "after the bytes are handed to TCP",
                        MEMORY,
                        List.of("calls of kernel code that go round the socket layer"),
                        List.of(),
                        List.of(
                                "size is the number of bytes that were taken, or a negative errno, not"
                                        + " the number that was asked for"),
                        "the signal comes after the bytes were handed to TCP, which sends them"));
    }

    Blueprint state(Asked asked) throws Refusal {
        return plan(
                asked,
                2,
                STATE,
                "",
                Attachment.at(
                        List.of(new AttachPoint.RawTracepoint(STATE)),
                        List.of(),
                        Map.of(
                                0, Provided.kernel(SOCK, Form.SOCK),
                                1, Provided.number(NEW_STATE, 4, true)),
                        List.of(TCP)),
                new Substitutes.Story(
                        "before the state changes",
                        MEMORY,
                        List.of(),
                        List.of(
                                "changes that TCP makes without this function, such as to SYN_RECV"),
                        List.of("many changes happen in interrupts, on behalf of no process"),
                        "the signal goes to whatever process the interrupt met"));
    }

    Blueprint listen(Asked asked) throws Refusal {
        return plan(
                asked,
                1,
                STATE,
                " (CLOSE to LISTEN)",
                Attachment.at(
                        List.of(new AttachPoint.RawTracepoint(STATE)),
                        List.of(transition(CLOSE, LISTEN)),
                        Map.of(0, Provided.kernel(SOCK, Form.SOCK)),
                        List.of(TCP)),
                new Substitutes.Story(
                        "when the socket begins to listen",
                        MEMORY,
                        List.of(),
                        List.of(),
                        List.of(),
                        "the signal is delivered before listen(2) returns; the process ends, and with it"
                                + " the socket"));
    }

    private Blueprint plan(
            Asked asked,
            int argumentCount,
            String tracepoint,
            String detail,
            Attachment attachment,
            Substitutes.Story story)
            throws Refusal {
        if (!kernel.hasTracepoint("sock", tracepoint)) {
            throw new Refusal(
                    "call",
                    asked.function()
                            + " cannot be hooked: "
                            + asked.reason()
                            + ", and no tracepoint sock/"
                            + tracepoint,
                    "");
        }
        @Nullable Provided returned = attachment.returned();
        if (asked.returns() && returned == null) {
            throw new Refusal(
                    "return",
                    "the substitute for " + asked.function() + " has no return value",
                    "leave return and returnArg out");
        }
        String mechanism = "raw tracepoint " + tracepoint + detail;
        return Substitutes.blueprint(
                kernel,
                asked,
                argumentCount,
                List.of(new Blueprint.Part(mechanism, attachment)),
                story);
    }

    private static Guard transition(int from, int to) {
        return new Guard(OLD_STATE, from, NEW_STATE, to);
    }
}
