package beelab.sensor.compile;

import beelab.sensor.compile.CompiledProgram.Guard;
import beelab.sensor.compile.Provided.Form;
import beelab.sensor.compile.Substitutes.Asked;
import beelab.sensor.compile.Substitutes.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Substitute for {@code fd_install(unsigned int fd, struct file *file)}: calls that return one. */
final class DescriptorSubstitutes {
    static final Map<String, Row<DescriptorSubstitutes>> ROWS =
            Map.of("fd_install", DescriptorSubstitutes::install);

    /** Calls that return a new descriptor; dup2 and dup3 do not use fd_install. */
    private static final List<String> RETURN_ONE =
            List.of(
                    "open",
                    "openat",
                    "openat2",
                    "creat",
                    "open_by_handle_at",
                    "socket",
                    "accept",
                    "accept4",
                    "dup",
                    "eventfd",
                    "eventfd2",
                    "epoll_create",
                    "epoll_create1",
                    "timerfd_create",
                    "inotify_init",
                    "inotify_init1",
                    "fanotify_init",
                    "memfd_create",
                    "memfd_secret",
                    "userfaultfd",
                    "pidfd_open",
                    "pidfd_getfd",
                    "perf_event_open",
                    "io_uring_setup",
                    "mq_open",
                    "fsopen",
                    "fspick",
                    "fsmount",
                    "open_tree",
                    "landlock_create_ruleset");

    /** {@code F_DUPFD} and {@code F_DUPFD_CLOEXEC} of include/uapi/linux/fcntl.h. */
    private static final List<Integer> DUPLICATING = List.of(0, 1030);

    private static final ArgSource RETURNED = new ArgSource.ReturnValue();

    private final Kernel kernel;

    DescriptorSubstitutes(Kernel kernel) {
        this.kernel = kernel;
    }

    Blueprint install(Asked asked) throws Refusal {
        Substitutes.noReturn(asked);
        Substitutes.Groups groups = new Substitutes.Groups(kernel, false);
        groups.addSucceeded(RETURN_ONE, descriptorAt(RETURNED));
        for (int command : DUPLICATING) {
            groups.addLater(
                    List.of("fcntl"),
                    Optional.of(Guard.masked(new ArgSource.SyscallArg(1), 0xffff_ffffL, command)),
                    List.of(),
                    descriptorAt(RETURNED));
        }
        for (int offset : new int[] {0, 4}) {
            Map<Integer, Provided> written =
                    descriptorAt(new ArgSource.SavedPointedMemory(0, offset, 4));
            groups.addLater(
                            List.of("pipe", "pipe2"),
                            Optional.empty(),
                            List.of(new ArgSource.SyscallArg(0)),
                            written)
                    .addLater(
                            List.of("socketpair"),
                            Optional.empty(),
                            List.of(new ArgSource.SyscallArg(3)),
                            written);
        }
        return Substitutes.blueprint(
                kernel,
                asked,
                2,
                groups.parts(),
                new Substitutes.Story(
                        "when the call that made the descriptor returns",
                        "kernel memory: the descriptor is resolved to the kernel's file; another thread"
                                + " that closes it at once could show another file",
                        List.of(
                                "descriptors that come over a socket (SCM_RIGHTS), from ioctl, bpf or"
                                        + " signalfd",
                                "io_uring and the kernel itself",
                                "calls of 32-bit programs"),
                        List.of(),
                        List.of(),
                        "the signal is delivered before the call returns, so the program never uses the"
                                + " descriptor; what opening did, such as creating a file, stays done"));
    }

    private static Map<Integer, Provided> descriptorAt(ArgSource source) {
        return Map.of(
                0, Provided.number(source, 4, true),
                1, Provided.kernel(source, Form.DESCRIPTOR_OF_FILE));
    }
}
