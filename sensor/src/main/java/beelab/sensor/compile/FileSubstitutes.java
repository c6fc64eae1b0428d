package beelab.sensor.compile;

import beelab.sensor.compile.Provided.Form;
import beelab.sensor.policy.Hook;
import java.util.List;
import java.util.Map;

/** Substitutes for the security hooks on files, at the system calls that reach them. */
final class FileSubstitutes {
    /** {@code MAY_WRITE} and {@code MAY_READ} of include/linux/fs.h. */
    static final int MAY_WRITE = 2;

    static final int MAY_READ = 4;

    private static final List<String> READ_FIRST =
            List.of(
                    "read",
                    "pread64",
                    "readv",
                    "preadv",
                    "preadv2",
                    "getdents",
                    "getdents64",
                    "copy_file_range",
                    "splice");
    private static final List<String> WRITE_FIRST =
            List.of("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendfile64");
    private static final List<String> READ_SECOND = List.of("sendfile64");
    private static final List<String> WRITE_THIRD = List.of("copy_file_range", "splice");

    private static final String MEMORY =
            "kernel memory: the descriptor is resolved to the kernel's file; a thread that changes the"
                    + " descriptor table in between could show another file";
    private static final String SIGNAL =
            "the signal is delivered before the call returns, so the program never sees what it read;"
                    + " what it wrote may be in the file";

    private final Kernel kernel;

    FileSubstitutes(Kernel kernel) {
        this.kernel = kernel;
    }

    Blueprint permission(Hook.Function hook, String function) throws Refusal {
        Substitutes.Groups groups =
                new Substitutes.Groups(kernel, hook.returns())
                        .add(READ_FIRST, fileAndMask(0, MAY_READ))
                        .add(WRITE_FIRST, fileAndMask(0, MAY_WRITE))
                        .add(READ_SECOND, fileAndMask(1, MAY_READ))
                        .add(WRITE_THIRD, fileAndMask(2, MAY_WRITE));
        return Substitutes.blueprint(
                kernel,
                hook,
                function,
                2,
                groups.parts(),
                new Substitutes.Story(
                        hook.returns() ? "when the call returns" : "when the call begins",
                        MEMORY,
                        List.of(
                                "io_uring and AIO",
                                "reads and writes inside of the kernel, such as core dumps",
                                "calls of 32-bit programs"),
                        List.of("calls that fail before the permission is asked for"),
                        List.of(
                                "mask is 4 for calls that read and 2 for calls that write; sendfile,"
                                        + " copy_file_range and splice make one event of each",
                                "the return value is 0 or the negative errno of the call, not its number"
                                        + " of bytes"),
                        SIGNAL));
    }

    Blueprint mmap(Hook.Function hook, String function) throws Refusal {
        Map<Integer, Provided> arguments =
                Map.of(
                        0, descriptor(4),
                        1, Provided.number(new ArgSource.SyscallArg(2), 8, false),
                        2, Provided.number(new ArgSource.SyscallArg(3), 8, false));
        return Substitutes.blueprint(
                kernel,
                hook,
                function,
                3,
                new Substitutes.Groups(kernel, hook.returns())
                        .add(List.of("mmap"), arguments)
                        .parts(),
                new Substitutes.Story(
                        hook.returns() ? "when the call returns" : "when the call begins",
                        MEMORY,
                        List.of("mappings made by execve and shmat", "calls of 32-bit programs"),
                        List.of("calls that fail before the permission is asked for"),
                        List.of(
                                "the return value is 0 or the negative errno of the call, not the address",
                                "prot is what the program asked for; the kernel may add PROT_EXEC"),
                        "the signal is delivered before the call returns, so the program never uses"
                                + " the mapping"));
    }

    Blueprint truncate(Hook.Function hook, String function) throws Refusal {
        boolean path = function.equals("security_path_truncate");
        Substitutes.Groups groups =
                new Substitutes.Groups(kernel, hook.returns())
                        .add(List.of("ftruncate"), Map.of(0, descriptor(0)));
        if (path) {
            groups.add(
                    List.of("truncate"),
                    Map.of(0, Provided.user(new ArgSource.SyscallArg(0), Form.WRITTEN_PATH)));
        }
        return Substitutes.blueprint(
                kernel,
                hook,
                function,
                1,
                groups.parts(),
                new Substitutes.Story(
                        hook.returns() ? "when the call returns" : "when the call begins",
                        MEMORY
                                + (path
                                        ? "; for truncate(2) user memory: the path as the program wrote it"
                                        : ""),
                        List.of(
                                "open with O_TRUNC",
                                path ? "calls of 32-bit programs" : "truncate(2) by path"),
                        List.of("calls that fail before the permission is asked for"),
                        path
                                ? List.of(
                                        "for truncate(2) the argument is a text: relative paths and"
                                                + " symbolic links are not resolved",
                                        "ftruncate is included, as the kernel did until Linux 6.1")
                                : List.of(),
                        "the signal is delivered before the call returns, but the file is truncated"));
    }

    private static Map<Integer, Provided> fileAndMask(int position, int mask) {
        return Map.of(0, descriptor(position), 1, Provided.constant(mask));
    }

    private static Provided descriptor(int position) {
        return Provided.kernel(new ArgSource.SyscallArg(position), Form.DESCRIPTOR_OF_FILE);
    }
}
