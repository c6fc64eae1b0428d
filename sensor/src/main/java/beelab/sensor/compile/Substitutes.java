package beelab.sensor.compile;

import beelab.sensor.policy.Hook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Kernel functions for which tracepoints carry the same facts, for kernels without kprobes. The
 * event has the function's name and arguments; what is different is told in the plan and listed in
 * docs/hooks.md.
 */
final class Substitutes {
    static final Set<String> FUNCTIONS =
            Set.of(
                    "security_file_permission",
                    "security_mmap_file",
                    "security_path_truncate",
                    "security_file_truncate",
                    "tcp_connect",
                    "tcp_close",
                    "tcp_sendmsg",
                    "tcp_set_state",
                    "inet_csk_listen_start");

    private final Kernel kernel;
    private final FileSubstitutes files;
    private final SocketSubstitutes sockets;

    Substitutes(Kernel kernel) {
        this.kernel = kernel;
        this.files = new FileSubstitutes(kernel);
        this.sockets = new SocketSubstitutes(kernel);
    }

    boolean has(String function) {
        return FUNCTIONS.contains(function);
    }

    Blueprint plan(Hook.Function hook, String function) throws Refusal {
        return switch (function) {
            case "security_file_permission" -> files.permission(hook, function);
            case "security_mmap_file" -> files.mmap(hook, function);
            case "security_path_truncate", "security_file_truncate" ->
                    files.truncate(hook, function);
            case "tcp_connect" -> sockets.connect(hook, function);
            case "tcp_close" -> sockets.close(hook, function);
            case "tcp_sendmsg" -> sockets.sendmsg(hook, function);
            case "tcp_set_state" -> sockets.state(hook, function);
            case "inet_csk_listen_start" -> sockets.listen(hook, function);
            default -> throw new Refusal("call", function + " has no substitute", "");
        };
    }

    /** What a substitute tells apart from its attachments. */
    record Story(
            String fires,
            String memory,
            List<String> misses,
            List<String> adds,
            List<String> notes,
            String enforcement) {}

    /** Attachments at system calls, one group for each position of the descriptor. */
    static final class Groups {
        private final Kernel kernel;
        private final boolean returns;
        private final List<Blueprint.Part> parts = new ArrayList<>();

        Groups(Kernel kernel, boolean returns) {
            this.kernel = kernel;
            this.returns = returns;
        }

        /** Adds those of the system calls that the kernel has. */
        Groups add(List<String> names, Map<Integer, Provided> arguments) {
            List<String> present = kernel.present(names);
            if (present.isEmpty()) {
                return this;
            }
            Attachment attachment =
                    Attachment.at(
                            present.stream()
                                    .<AttachPoint>map(AttachPoint.SyscallEnter::new)
                                    .toList(),
                            List.of(),
                            arguments,
                            List.of());
            if (returns) {
                attachment =
                        attachment.returning(
                                present.stream()
                                        .<AttachPoint>map(AttachPoint.SyscallExit::new)
                                        .toList(),
                                Provided.number(new ArgSource.ReturnStatus(), 4, true));
            }
            parts.add(
                    new Blueprint.Part(
                            "tracepoints syscalls/sys_enter_"
                                    + HookPlanner.names(present)
                                    + (returns ? " and their sys_exit_" : ""),
                            attachment));
            return this;
        }

        List<Blueprint.Part> parts() {
            return List.copyOf(parts);
        }
    }

    static Blueprint blueprint(
            Kernel kernel,
            Hook.Function hook,
            String function,
            int argumentCount,
            List<Blueprint.Part> parts,
            Story story)
            throws Refusal {
        if (parts.isEmpty()) {
            throw new Refusal(
                    "call",
                    function
                            + " cannot be hooked: "
                            + kernel.lacks(KernelFeature.KPROBE)
                            + ", and the tracepoints that could stand in for it are missing too",
                    "");
        }
        HookPlan plan =
                new HookPlan(
                        hook.position().section().yamlName(),
                        hook.position().index(),
                        function,
                        String.join("; ", parts.stream().map(Blueprint.Part::mechanism).toList()),
                        "substitute: " + kernel.lacks(KernelFeature.KPROBE),
                        story.fires(),
                        story.memory(),
                        story.misses(),
                        story.adds(),
                        story.notes(),
                        "");
        return new Blueprint(function, plan, parts, argumentCount, true, story.enforcement());
    }
}
