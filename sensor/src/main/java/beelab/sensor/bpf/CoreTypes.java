package beelab.sensor.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each kind of object is relocated against: the kernel's types, reduced once to those that it
 * names, in memory of this process. Loading an object takes 4 ms of processor time with it instead
 * of 45.
 */
final class CoreTypes {
    private static final Logger LOG = LoggerFactory.getLogger(CoreTypes.class);
    private static final Path KERNEL = Path.of("/sys/kernel/btf/vmlinux");

    /** By name of the object; an empty text where libbpf must look at the kernel's own. */
    private static final Map<String, String> FILES = new ConcurrentHashMap<>();

    private CoreTypes() {}

    /**
     * Path of the types for one kind of object; empty when there are none.
     *
     * @param object kind of the object, such as {@code syscall}
     * @param btf the object's own types
     */
    static String file(String object, byte[] btf) {
        return FILES.computeIfAbsent(object, name -> reduced(name, btf));
    }

    private static String reduced(String object, byte[] btf) {
        try {
            byte[] types = BtfReducer.reduce(Files.readAllBytes(KERNEL), BtfReducer.names(btf));
            // Open until the process ends: libbpf reads it anew for every object.
            String file = "/proc/self/fd/" + KernelCalls.memoryFile("bee-types-" + object);
            Files.write(Path.of(file), types);
            return file;
        } catch (IOException | BpfException | RuntimeException e) {
            LOG.debug("{} is relocated against all types of the kernel: {}", object, e.toString());
            return "";
        }
    }
}
