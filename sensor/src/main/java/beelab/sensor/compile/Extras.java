package beelab.sensor.compile;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a selector does besides one signal and one outcome.
 *
 * @param rateLimit how often its event is sent at most; empty for no limit
 * @param kernelStack whether the event has the stack of the kernel
 * @param userStack whether the event has the stack of the program
 * @param imaHash whether the event has the hash of the file, as the kernel's IMA measures it
 * @param moreSignals sent after the first one, at most {@link CompiledSelector#MAX_MORE_SIGNALS}
 * @param socks sockets that are tracked or not any more, at most {@link CompiledSelector#MAX_SOCKS}
 * @param requests what the agent does when it receives the event, in order
 * @param silent whether the event ends in the agent, after its requests: NoPost beside them
 */
public record Extras(
        Optional<RateLimit> rateLimit,
        boolean kernelStack,
        boolean userStack,
        boolean imaHash,
        List<Integer> moreSignals,
        List<Sock> socks,
        List<Request> requests,
        boolean silent) {

    /** Nothing. */
    public static final Extras NONE =
            new Extras(
                    Optional.empty(), false, false, false, List.of(), List.of(), List.of(), false);

    public Extras {
        moreSignals = List.copyOf(moreSignals);
        socks = List.copyOf(socks);
        requests = List.copyOf(requests);
    }

    /**
     * At most one event in a time, counted for each thread, each process or all together, and apart
     * for calls whose arguments begin with other bytes.
     */
    public record RateLimit(Duration every, Scope scope) {
        /** Whose events are counted together. */
        public enum Scope {
            THREAD,
            PROCESS,
            GLOBAL
        }
    }

    /**
     * A socket among the arguments.
     *
     * @param argument position in {@link CompiledProgram#arguments()}
     * @param tracked whether later events of it are this process's from now on, or not any more
     */
    public record Sock(int argument, boolean tracked) {}

    /** What is done in user space. */
    public sealed interface Request {

        /** An HTTP GET whose answer nobody reads. */
        record GetUrl(URI url) implements Request {}

        /** The look-up of a name in DNS. */
        record DnsLookup(String name) implements Request {}
    }
}
