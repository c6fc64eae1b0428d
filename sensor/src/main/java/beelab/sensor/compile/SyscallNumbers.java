package beelab.sensor.compile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Numbers of system calls, which the kernel never changes. Only x86-64 and its 32-bit programs are
 * known; elsewhere every answer is empty.
 *
 * <p>Names are those of the kernel's functions without {@code sys_}: where they differ from the
 * names of the numbers, both are understood.
 */
final class SyscallNumbers {
    /** Calls whose function in the kernel is called otherwise than their number. */
    static final Map<String, String> FUNCTION_OF_NUMBER =
            Map.of(
                    "stat", "newstat",
                    "fstat", "newfstat",
                    "lstat", "newlstat",
                    "uname", "newuname",
                    "sendfile", "sendfile64",
                    "umount2", "umount",
                    "fstatat", "newfstatat",
                    "prlimit", "prlimit64",
                    "pread", "pread64",
                    "pwrite", "pwrite64");

    private static final Map<String, Integer> X86_64 =
            read("/beelab/sensor/export/compact/syscalls-x86_64.txt");
    private static final Map<String, Integer> I386 =
            read("/beelab/sensor/compile/syscalls-i386.txt");

    private SyscallNumbers() {}

    /** Number of a call of 64-bit programs. */
    static OptionalInt of(Kernel kernel, String name) {
        return kernel.isX86() ? find(X86_64, name) : OptionalInt.empty();
    }

    /** Number of a call of 32-bit programs. */
    static OptionalInt ofIa32(Kernel kernel, String name) {
        return kernel.isX86() ? find(I386, name) : OptionalInt.empty();
    }

    private static OptionalInt find(Map<String, Integer> numbers, String name) {
        Integer number = numbers.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static Map<String, Integer> read(String resource) {
        try (InputStream in = SyscallNumbers.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            Map<String, Integer> numbers = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split("\t"))
                    .forEach(parts -> numbers.put(parts[1], Integer.parseInt(parts[0])));
            FUNCTION_OF_NUMBER.forEach((number, function) -> {
                if (numbers.containsKey(number)) {
                    numbers.putIfAbsent(function, numbers.get(number));
                }
            });
            return Map.copyOf(numbers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
