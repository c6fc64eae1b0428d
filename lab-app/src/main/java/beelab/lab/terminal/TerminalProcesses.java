package beelab.lab.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Ends the processes of a terminal's session.
 *
 * <p>Children alone are not enough: a job in the background is re-parented when its shell dies, but
 * it keeps the session id of the terminal (field 6 of /proc/PID/stat, see proc(5)).
 */
final class TerminalProcesses {
    private TerminalProcesses() {}

    /**
     * Ends every process of the session: SIGTERM (bash and its jobs get their hang-up from the
     * kernel when the terminal closes), then SIGKILL for those that stay.
     *
     * @param sessionId process id of the session's leader
     * @param patience how long to wait between the two
     */
    static void endSession(long sessionId, Duration patience) {
        List<ProcessHandle> members = membersOf(sessionId);
        for (ProcessHandle member : members) {
            // An interactive bash ignores SIGTERM; it is ended by the second round.
            member.destroy();
        }
        CompletableFuture<?> allEnded =
                CompletableFuture.allOf(
                        members.stream()
                                .filter(member -> member.pid() != sessionId)
                                .map(ProcessHandle::onExit)
                                .toArray(CompletableFuture<?>[]::new));
        try {
            allEnded.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException _) {
            // The second round is for those.
        }
        membersOf(sessionId).forEach(ProcessHandle::destroyForcibly);
    }

    /** Living processes whose session is {@code sessionId}. */
    static List<ProcessHandle> membersOf(long sessionId) {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .mapToLong(Long::parseLong)
                    .filter(pid -> sessionOf(pid) == sessionId)
                    .mapToObj(ProcessHandle::of)
                    .flatMap(java.util.Optional::stream)
                    .toList();
        } catch (IOException e) {
            return ProcessHandle.of(sessionId).stream().toList();
        }
    }

    /** Session id of a process, or -1 when it is gone. */
    private static long sessionOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The command name is in parentheses and may hold spaces: count from its end.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
            return Long.parseLong(fields[3]);
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return -1;
        }
    }
}
