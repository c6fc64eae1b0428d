package beelab.sensor.stack;

import beelab.sensor.enrich.StackResolver;
import beelab.sensor.event.StackFrame;
import beelab.sensor.wire.HookExtras.UserFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names for stack traces, from {@code /proc/kallsyms} and from the files that processes map.
 *
 * <p>Frames of programs carry the build id of their file. A file is looked for among those that the
 * process maps, and, when the process has gone, among those of the processes seen before and of
 * this agent; the build id says whether it is the right one. What is not found is shown without a
 * name. Each file is read once.
 */
public final class Symbolizer implements StackResolver {
    private static final Logger LOG = LoggerFactory.getLogger(Symbolizer.class);
    private static final int MAX_FILES = 256;
    private static final Duration KERNEL_PAUSE = Duration.ofSeconds(10);

    private final Path procfs;
    private final boolean addresses;
    private @Nullable KernelSymbols kernel;
    private long kernelReadAt;
    private boolean kernelFailed;

    /** By build id; the least recently used goes first. Empty: it was not found. */
    private final Map<String, Optional<FileSymbols>> files =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<String, Optional<FileSymbols>> eldest) {
                    return size() > MAX_FILES;
                }
            };

    /**
     * @param procfs where the host's /proc is
     * @param addresses whether frames show addresses, which tell where the kernel and programs lie
     */
    public Symbolizer(Path procfs, boolean addresses) {
        this.procfs = procfs;
        this.addresses = addresses;
    }

    @Override
    public List<StackFrame> kernel(List<Long> stack) {
        List<StackFrame> frames = new ArrayList<>();
        for (long address : stack) {
            KernelSymbols symbols = symbolsFor(address);
            frames.add(
                    symbols == null
                            ? new StackFrame(addresses ? address : 0, 0, "", "")
                            : symbols.frame(address, addresses));
        }
        return frames;
    }

    /**
     * Modules come later than the kernel: an address that nobody knows is a reason to look again.
     */
    private @Nullable KernelSymbols symbolsFor(long address) {
        long now = System.nanoTime();
        boolean known = kernel != null && kernel.covers(address);
        boolean early = kernelReadAt != 0 && now - kernelReadAt < KERNEL_PAUSE.toNanos();
        if (known || early) {
            return kernel;
        }
        kernelReadAt = now;
        try {
            kernel = KernelSymbols.read(procfs.resolve("kallsyms"));
        } catch (IOException e) {
            if (!kernelFailed) {
                kernelFailed = true;
                LOG.warn("kernel stacks have no names: {}", e.getMessage());
            }
        }
        return kernel;
    }

    @Override
    public List<StackFrame> user(int pid, List<UserFrame> stack) {
        List<StackFrame> frames = new ArrayList<>();
        for (UserFrame frame : stack) {
            frames.add(
                    switch (frame) {
                        case UserFrame.InFile(String buildId, long offset) ->
                                find(pid, buildId)
                                        .map(symbols ->
                                                new StackFrame(
                                                        0,
                                                        offset,
                                                        symbols.function(offset),
                                                        symbols.name()))
                                        .orElse(new StackFrame(0, offset, "", ""));
                        case UserFrame.Address(long address) ->
                                new StackFrame(addresses ? address : 0, 0, "", "");
                    });
        }
        return frames;
    }

    private Optional<FileSymbols> find(int pid, String buildId) {
        Optional<FileSymbols> known = files.get(buildId);
        if (known != null && known.isPresent()) {
            return known;
        }
        Optional<FileSymbols> found = look(procfs.resolve(Integer.toString(pid)), buildId);
        if (found.isEmpty() && known == null) {
            found = look(Path.of("/proc/self"), buildId);
        }
        files.put(buildId, found);
        return found;
    }

    /** Among the files that a process maps as code. */
    private static Optional<FileSymbols> look(Path process, String buildId) {
        Set<String> mapped = new LinkedHashSet<>();
        try {
            for (String line : Files.readAllLines(process.resolve("maps"))) {
                int path = line.indexOf('/');
                if (path > 0 && line.substring(0, path).contains("x")) {
                    mapped.add(line.substring(path));
                }
            }
        } catch (IOException gone) {
            return Optional.empty();
        }
        for (String path : mapped) {
            try {
                Optional<FileSymbols> symbols =
                        FileSymbols.read(process.resolve("root" + path), path, buildId);
                if (symbols.isPresent()) {
                    return symbols;
                }
            } catch (IOException other) {
                LOG.debug("{} has no symbols: {}", path, other.getMessage());
            }
        }
        return Optional.empty();
    }
}
