package beelab.sensor.compile;

import beelab.sensor.compile.Provided.Form;
import beelab.sensor.compile.Substitutes.Asked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Functions right behind one system call: its arguments, when it begins, are theirs. A row of the
 * table names the calls and, for each argument of the function, what of the call stands for it.
 */
final class CallSubstitutes {
    /** What an argument of a system call stands for. */
    private enum As {
        FILE,
        SOCKET,
        PATH,
        TEXT,
        ADDRESS,
        INT,
        UINT,
        LONG
    }

    /**
     * A way to reach the function.
     *
     * @param call name of the system call
     * @param arguments by number of the function's argument
     */
    private record Way(String call, Map<Integer, Provided> arguments) {}

    private static final Map<String, List<Way>> TABLE = new HashMap<>();
    static final Set<String> FUNCTIONS;

    static {
        row(
                "security_socket_create",
                way("socket", a(0, As.INT, 0), a(1, As.INT, 1), a(2, As.INT, 2), constant(3, 0)));
        row(
                "security_socket_bind",
                way("bind", a(0, As.SOCKET, 0), a(1, As.ADDRESS, 1), a(2, As.INT, 2)));
        row(
                "security_socket_connect",
                way("connect", a(0, As.SOCKET, 0), a(1, As.ADDRESS, 1), a(2, As.INT, 2)));
        row("security_socket_listen", way("listen", a(0, As.SOCKET, 0), a(1, As.INT, 1)));
        row(
                "security_socket_accept",
                way("accept", a(0, As.SOCKET, 0)),
                way("accept4", a(0, As.SOCKET, 0)));
        row(
                "security_socket_sendmsg",
                way("sendto", a(0, As.SOCKET, 0), a(2, As.INT, 2)),
                way("sendmsg", a(0, As.SOCKET, 0)),
                way("sendmmsg", a(0, As.SOCKET, 0)));
        row(
                "security_socket_recvmsg",
                way("recvfrom", a(0, As.SOCKET, 0), a(2, As.INT, 2), a(3, As.INT, 3)),
                way("recvmsg", a(0, As.SOCKET, 0), a(3, As.INT, 2)));
        row("security_socket_shutdown", way("shutdown", a(0, As.SOCKET, 0), a(1, As.INT, 1)));
        row(
                "security_socket_setsockopt",
                way("setsockopt", a(0, As.SOCKET, 0), a(1, As.INT, 1), a(2, As.INT, 2)));
        row(
                "security_socket_getsockopt",
                way("getsockopt", a(0, As.SOCKET, 0), a(1, As.INT, 1), a(2, As.INT, 2)));
        row("security_socket_getsockname", way("getsockname", a(0, As.SOCKET, 0)));
        row("security_socket_getpeername", way("getpeername", a(0, As.SOCKET, 0)));
        row(
                "security_file_ioctl",
                way("ioctl", a(0, As.FILE, 0), a(1, As.UINT, 1), a(2, As.LONG, 2)));
        row(
                "security_file_fcntl",
                way("fcntl", a(0, As.FILE, 0), a(1, As.UINT, 1), a(2, As.LONG, 2)));
        row("security_file_lock", way("flock", a(0, As.FILE, 0), a(1, As.UINT, 1)));
        row(
                "security_file_mprotect",
                way("mprotect", a(1, As.LONG, 2), a(2, As.LONG, 2)),
                way("pkey_mprotect", a(1, As.LONG, 2), a(2, As.LONG, 2)));
        row(
                "security_kernel_read_file",
                way("finit_module", a(0, As.FILE, 0), constant(1, 2), constant(2, 1)),
                way("kexec_file_load", a(0, As.FILE, 0), constant(1, 3), constant(2, 1)),
                way("kexec_file_load", a(0, As.FILE, 1), constant(1, 4), constant(2, 1)));
        row("security_kernel_load_data", way("init_module", constant(0, 2), constant(1, 1)));
        row(
                "security_task_kill",
                way("kill", a(2, As.INT, 1)),
                way("tkill", a(2, As.INT, 1)),
                way("tgkill", a(2, As.INT, 2)));
        row(
                "security_sb_mount",
                way(
                        "mount",
                        a(0, As.TEXT, 0),
                        a(1, As.PATH, 1),
                        a(2, As.TEXT, 2),
                        a(3, As.LONG, 3)));
        row(
                "security_path_symlink",
                way("symlink", a(1, As.PATH, 1), a(2, As.TEXT, 0)),
                way("symlinkat", a(1, As.PATH, 2), a(2, As.TEXT, 0)));
        row(
                "security_path_link",
                way("link", a(0, As.PATH, 0), a(2, As.PATH, 1)),
                way("linkat", a(0, As.PATH, 1), a(2, As.PATH, 3)));
        row(
                "security_path_unlink",
                way("unlink", a(1, As.PATH, 0)),
                way("unlinkat", a(1, As.PATH, 1)));
        row(
                "security_path_mkdir",
                way("mkdir", a(1, As.PATH, 0), a(2, As.INT, 1)),
                way("mkdirat", a(1, As.PATH, 1), a(2, As.INT, 2)));
        row("security_path_rmdir", way("rmdir", a(1, As.PATH, 0)));
        row(
                "security_path_mknod",
                way("mknod", a(1, As.PATH, 0), a(2, As.INT, 1), a(3, As.UINT, 2)),
                way("mknodat", a(1, As.PATH, 1), a(2, As.INT, 2), a(3, As.UINT, 3)));
        row(
                "security_path_rename",
                way("rename", a(1, As.PATH, 0), a(3, As.PATH, 1)),
                way("renameat", a(1, As.PATH, 1), a(3, As.PATH, 3)),
                way("renameat2", a(1, As.PATH, 1), a(3, As.PATH, 3), a(4, As.UINT, 4)));
        row(
                "security_path_chmod",
                way("chmod", a(0, As.PATH, 0), a(1, As.INT, 1)),
                way("fchmodat", a(0, As.PATH, 1), a(1, As.INT, 2)),
                way("fchmodat2", a(0, As.PATH, 1), a(1, As.INT, 2)),
                way("fchmod", a(0, As.FILE, 0), a(1, As.INT, 1)));
        row(
                "security_path_chown",
                way("chown", a(0, As.PATH, 0), a(1, As.UINT, 1), a(2, As.UINT, 2)),
                way("lchown", a(0, As.PATH, 0), a(1, As.UINT, 1), a(2, As.UINT, 2)),
                way("fchownat", a(0, As.PATH, 1), a(1, As.UINT, 2), a(2, As.UINT, 3)),
                way("fchown", a(0, As.FILE, 0), a(1, As.UINT, 1), a(2, As.UINT, 2)));
        row("security_path_chroot", way("chroot", a(0, As.PATH, 0)));
        FUNCTIONS = Set.copyOf(TABLE.keySet());
    }

    /** Functions that take over a system call with all its arguments. */
    private static final Pattern SAME_ARGUMENTS = Pattern.compile("(?:__sys_|ksys_)([a-z0-9_]+)");

    private final Kernel kernel;

    CallSubstitutes(Kernel kernel) {
        this.kernel = kernel;
    }

    private record Argument(int number, Provided provided) {}

    private static void row(String function, Way... ways) {
        TABLE.put(function, List.of(ways));
    }

    private static Way way(String call, Argument... arguments) {
        Map<Integer, Provided> byNumber = new HashMap<>();
        for (Argument argument : arguments) {
            byNumber.put(argument.number(), argument.provided());
        }
        return new Way(call, byNumber);
    }

    /** Argument {@code number} of the function is argument {@code of} of the call. */
    private static Argument a(int number, As as, int of) {
        ArgSource source = new ArgSource.SyscallArg(of);
        return new Argument(
                number,
                switch (as) {
                    case FILE -> Provided.kernel(source, Form.DESCRIPTOR_OF_FILE);
                    case SOCKET -> Provided.kernel(source, Form.DESCRIPTOR_OF_SOCKET);
                    case PATH -> Provided.user(source, Form.WRITTEN_PATH);
                    case TEXT -> Provided.user(source, Form.TEXT);
                    case ADDRESS ->
                            Provided.declared(
                                    source, "struct sockaddr *", "", 8, ArgSpec.Memory.USER);
                    case INT -> Provided.number(source, 4, true);
                    case UINT -> Provided.number(source, 4, false);
                    case LONG -> Provided.number(source, 8, false);
                });
    }

    private static Argument constant(int number, long value) {
        return new Argument(number, Provided.constant(value));
    }

    boolean has(String function) {
        return TABLE.containsKey(function) || sameArguments(function).isPresent();
    }

    Blueprint plan(Asked asked) throws Refusal {
        Optional<String> same = sameArguments(asked.function());
        List<Way> ways = TABLE.getOrDefault(asked.function(), List.of());
        Substitutes.Groups groups = new Substitutes.Groups(kernel, asked.returns());
        if (same.isPresent()) {
            groups.add(List.of(same.get()), arguments(same.get()));
        }
        alike(ways).forEach((arguments, calls) -> groups.add(calls, arguments));
        boolean paths =
                ways.stream()
                        .flatMap(w -> w.arguments().values().stream())
                        .anyMatch(p -> p.form() == Form.WRITTEN_PATH);
        List<String> notes = new ArrayList<>();
        if (paths) {
            notes.add(
                    "paths are the texts that the program wrote: relative ones and symbolic links are not"
                            + " resolved, and the directory is not known");
        }
        notes.add("the return value is 0 or the negative errno of the call");
        return Substitutes.blueprint(
                kernel,
                asked,
                count(asked.function(), same),
                groups.parts(),
                new Substitutes.Story(
                        asked.returns() ? "when the call returns" : "when the call begins",
                        "user memory for texts and addresses; descriptors are resolved to the kernel's"
                                + " files and sockets",
                        List.of(
                                "the same operation through io_uring or by the kernel itself",
                                "calls of 32-bit programs"),
                        List.of("calls that fail before the function is reached"),
                        notes,
                        "the signal is delivered before the call returns to the program, but the call"
                                + " itself is carried out"));
    }

    /** Groups the calls of a row that have the same layout of arguments. */
    private static Map<Map<Integer, Provided>, List<String>> alike(List<Way> ways) {
        Map<Map<Integer, Provided>, List<String>> groups = new LinkedHashMap<>();
        for (Way way : ways) {
            groups.computeIfAbsent(way.arguments(), k -> new ArrayList<>()).add(way.call());
        }
        return groups;
    }

    private Map<Integer, Provided> arguments(String call) {
        return new SyscallPlans(kernel, new FunctionPlans(kernel))
                .arguments(call, ArgSource.SyscallArg::new);
    }

    private int count(String function, Optional<String> same) {
        return same.flatMap(kernel::syscallArguments)
                .map(List::size)
                .or(() -> kernel.types().function(function).map(s -> s.parameters().size()))
                .orElse(-1);
    }

    /** The system call whose arguments the function has, as its declaration shows. */
    private Optional<String> sameArguments(String function) {
        Matcher matcher = SAME_ARGUMENTS.matcher(function);
        if (!matcher.matches() || !kernel.hasSyscall(matcher.group(1))) {
            return Optional.empty();
        }
        Optional<Integer> wanted =
                kernel.types().function(function).map(s -> s.parameters().size());
        Optional<Integer> there = kernel.syscallArguments(matcher.group(1)).map(List::size);
        return wanted.isEmpty() || there.isEmpty() || wanted.equals(there)
                ? Optional.of(matcher.group(1))
                : Optional.empty();
    }
}
