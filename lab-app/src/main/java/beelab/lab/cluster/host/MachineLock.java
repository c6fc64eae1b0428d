package beelab.lab.cluster.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One local cluster per machine: it uses fixed ports, the bridge and chains of the packet filter,
 * so labs with different homes exclude each other as well. The kernel frees the lock when its
 * process dies; a second file tells whose home may need cleaning up then.
 */
public final class MachineLock implements AutoCloseable {

    // Two files: closing any descriptor of a POSIX-locked file frees the lock, so that the locked
    // file must never be read by the process that holds it.
    private static final Path LOCK = Path.of("/run/beelab.lock");
    private static final Path HOLDER = Path.of("/run/beelab.holder");
    private static final AtomicBoolean HELD_BY_THIS_PROCESS = new AtomicBoolean();

    private final FileChannel channel;

    private MachineLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * The process that holds the lock, or held it when it died.
     *
     * @param pid its process id
     * @param startTicks its start, in clock ticks since boot
     * @param home its BEELAB_HOME
     */
    public record Holder(long pid, long startTicks, Path home) {

        /** Whether that very process still runs. */
        public boolean alive() {
            return Proc.runs(pid, startTicks);
        }

        /** Asks it to end (SIGTERM): it undoes its cluster on the way. */
        public void askToEnd() {
            if (alive()) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
            }
        }
    }

    /** Who holds the lock, or held it when it died. */
    public static Optional<Holder> holder() throws IOException {
        if (!Files.exists(HOLDER)) {
            return Optional.empty();
        }
        String[] fields = Files.readString(HOLDER).strip().split("\t");
        return fields.length == 3
                ? Optional.of(
                        new Holder(
                                Long.parseLong(fields[0]),
                                Long.parseLong(fields[1]),
                                Path.of(fields[2])))
                : Optional.empty();
    }

    /**
     * Takes the lock for this process if nobody has it. {@link #holder} still names the former one
     * until {@link #claim}.
     */
    public static Optional<MachineLock> tryAcquire() throws IOException {
        if (!HELD_BY_THIS_PROCESS.compareAndSet(false, true)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = channel.tryLock();
            return lock == null ? Optional.empty() : Optional.of(new MachineLock(channel));
        } finally {
            if (lock == null) {
                HELD_BY_THIS_PROCESS.set(false);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /** Names this process and its home as the holder. */
    public void claim(Path home) throws IOException {
        long pid = ProcessHandle.current().pid();
        long ticks = Proc.stat(pid).map(Proc.Stat::startTicks).orElse(-1L);
        Files.writeString(HOLDER, "%d\t%d\t%s%n".formatted(pid, ticks, home));
    }

    /** Frees the lock; call it when nothing is left to undo. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(HOLDER);
        HELD_BY_THIS_PROCESS.set(false);
        channel.close();
    }
}
