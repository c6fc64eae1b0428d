package beelab.sensor.compile;

import beelab.sensor.compile.CompiledProgram.Guard;
import beelab.sensor.compile.Provided.Form;
import beelab.sensor.compile.Substitutes.Asked;
import beelab.sensor.compile.Substitutes.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** {@code O_TRUNC} of include/uapi/asm-generic/fcntl.h. */
    private static final int O_TRUNC = 01000;

    static final Map<String, Row<FileSubstitutes>> ROWS =
            Map.of(
                    "security_file_permission", FileSubstitutes::permission,
                    "security_mmap_file", FileSubstitutes::mmap,
                    "security_path_truncate", FileSubstitutes::truncate,
                    "security_file_truncate", FileSubstitutes::truncate,
                    "security_file_open", FileSubstitutes::open,
                    "vfs_read", FileSubstitutes::read,
                    "vfs_write", FileSubstitutes::write);

    private final Kernel kernel;

    FileSubstitutes(Kernel kernel) {
        this.kernel = kernel;
    }

    Blueprint permission(Asked asked) throws Refusal {
        Substitutes.Groups groups =
                new Substitutes.Groups(kernel, asked.returns())
                        .add(READ_FIRST, fileAndMask(0, MAY_READ))
                        .add(WRITE_FIRST, fileAndMask(0, MAY_WRITE))
                        .add(READ_SECOND, fileAndMask(1, MAY_READ))
                        .add(WRITE_THIRD, fileAndMask(2, MAY_WRITE));
        return Substitutes.blueprint(
                kernel,
                asked,
                2,
                groups.parts(),
                new Substitutes.Story(
                        asked.returns() ? "when the call returns" : "when the call begins",
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

    Blueprint mmap(Asked asked) throws Refusal {
        Map<Integer, Provided> arguments =
                Map.of(
                        0, descriptor(4),
                        1, Provided.number(new ArgSource.SyscallArg(2), 8, false),
                        2, Provided.number(new ArgSource.SyscallArg(3), 8, false));
        return Substitutes.blueprint(
                kernel,
                asked,
                3,
                new Substitutes.Groups(kernel, asked.returns())
                        .add(List.of("mmap"), arguments)
                        .parts(),
                new Substitutes.Story(
                        asked.returns() ? "when the call returns" : "when the call begins",
                        MEMORY,
                        List.of("mappings made by execve and shmat", "calls of 32-bit programs"),
                        List.of("calls that fail before the permission is asked for"),
                        List.of(
                                "the return value is 0 or the negative errno of the call, not the address",
                                "prot is what the program asked for; the kernel may add PROT_EXEC"),
                        "the signal is delivered before the call returns, so the program never uses"
                                + " the mapping"));
    }

    Blueprint truncate(Asked asked) throws Refusal {
        boolean path = asked.function().equals("security_path_truncate");
        Substitutes.Groups groups =
                new Substitutes.Groups(kernel, asked.returns())
                        .add(List.of("ftruncate"), Map.of(0, descriptor(0)));
        truncatingOpen(groups);
        if (path) {
            groups.add(
                    List.of("truncate"),
                    Map.of(0, Provided.user(new ArgSource.SyscallArg(0), Form.WRITTEN_PATH)));
        }
        return Substitutes.blueprint(
                kernel,
                asked,
                1,
                groups.parts(),
                new Substitutes.Story(
                        asked.returns() ? "when the call returns" : "when the call begins",
                        MEMORY
                                + (path
                                        ? "; for truncate(2) user memory: the path as the program wrote it"
                                        : ""),
                        path
                                ? List.of(
                                        "open with O_TRUNC that fails", "calls of 32-bit programs")
                                : List.of(
                                        "open with O_TRUNC that fails",
                                        "truncate(2) by path",
                                        "calls of 32-bit programs"),
                        List.of(
                                "calls of truncate and ftruncate that fail before the permission is asked"
                                        + " for",
                                "open with O_TRUNC of a file that it creates, or that cannot be"
                                        + " truncated"),
                        path
                                ? List.of(
                                        "open with O_TRUNC is reported when it has succeeded; selectors"
                                                + " decide then",
                                        "for truncate(2) the argument is a text: relative paths and"
                                                + " symbolic links are not resolved",
                                        "ftruncate and open with O_TRUNC are included, as the kernel did"
                                                + " until Linux 6.1")
                                : List.of(
                                        "open with O_TRUNC is reported when it has succeeded; selectors"
                                                + " decide then"),
                        "the signal is delivered before the call returns, but the file is truncated"));
    }

    /** The file is known when the call returns, the flags only when it begins. */
    private static void truncatingOpen(Substitutes.Groups groups) {
        Map<Integer, Provided> opened =
                Map.of(0, Provided.kernel(new ArgSource.ReturnValue(), Form.DESCRIPTOR_OF_FILE));
        groups.addLater(
                        List.of("openat"),
                        truncates(new ArgSource.SyscallArg(2)),
                        List.of(),
                        opened)
                .addLater(
                        List.of("open"), truncates(new ArgSource.SyscallArg(1)), List.of(), opened)
                .addLater(
                        List.of("openat2"),
                        // struct open_how { __u64 flags; … }
                        truncates(new ArgSource.PointedMemory(2, 0, 8)),
                        List.of(),
                        opened)
                .addSucceeded(List.of("creat"), opened);
    }

    private static Optional<Guard> truncates(ArgSource flags) {
        return Optional.of(Guard.masked(flags, O_TRUNC, O_TRUNC));
    }

    Blueprint open(Asked asked) throws Refusal {
        return Substitutes.blueprint(
                kernel,
                asked,
                1,
                new Substitutes.Groups(kernel, asked.returns())
                        .addSucceeded(
                                List.of("open", "openat", "openat2", "creat"),
                                Map.of(
                                        0,
                                        Provided.kernel(
                                                new ArgSource.ReturnValue(),
                                                Form.DESCRIPTOR_OF_FILE)))
                        .parts(),
                new Substitutes.Story(
                        "when the file is open",
                        MEMORY,
                        List.of(
                                "files that may not be opened",
                                "execve, io_uring and the kernel itself",
                                "calls of 32-bit programs"),
                        List.of("descriptors of O_PATH"),
                        List.of("the return value is 0: failed calls are not seen"),
                        "the signal is delivered before the call returns, so the program never uses"
                                + " the file; what opening did, such as creating it, stays done"));
    }

    Blueprint read(Asked asked) throws Refusal {
        return transfer(asked, List.of("read", "pread64"), "reads");
    }

    Blueprint write(Asked asked) throws Refusal {
        return transfer(asked, List.of("write", "pwrite64"), "writes");
    }

    private Blueprint transfer(Asked asked, List<String> calls, String what) throws Refusal {
        Map<Integer, Provided> arguments =
                Map.of(
                        0, descriptor(0),
                        1, Provided.user(new ArgSource.SyscallArg(1), Form.TEXT),
                        2, Provided.number(new ArgSource.SyscallArg(2), 8, false));
        return Substitutes.blueprint(
                kernel,
                asked,
                4,
                new Substitutes.Groups(kernel, asked.returns()).add(calls, arguments).parts(),
                new Substitutes.Story(
                        asked.returns() ? "when the call returns" : "when the call begins",
                        MEMORY + "; the buffer is user memory",
                        List.of(
                                what + " with several buffers, io_uring and the kernel itself",
                                "calls of 32-bit programs"),
                        List.of("calls that fail before the function is reached"),
                        List.of("the return value is 0 or the negative errno, not a byte count"),
                        SIGNAL));
    }

    private static Map<Integer, Provided> fileAndMask(int position, int mask) {
        return Map.of(0, descriptor(position), 1, Provided.constant(mask));
    }

    static Provided descriptor(int position) {
        return Provided.kernel(new ArgSource.SyscallArg(position), Form.DESCRIPTOR_OF_FILE);
    }
}
