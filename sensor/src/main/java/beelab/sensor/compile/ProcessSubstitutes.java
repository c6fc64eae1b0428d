package beelab.sensor.compile;

import beelab.sensor.compile.CompiledProgram.Guard;
import beelab.sensor.compile.Provided.Form;
import beelab.sensor.compile.Substitutes.Asked;
import beelab.sensor.compile.Substitutes.Row;
import beelab.sensor.compile.Substitutes.Story;
import java.util.List;
import java.util.Map;

/** Substitutes for functions that change what a process is: its program and its credentials. */
final class ProcessSubstitutes {
    static final Map<String, Row<ProcessSubstitutes>> ROWS =
            Map.of(
                    "security_bprm_check", ProcessSubstitutes::program,
                    "security_bprm_creds_for_exec", ProcessSubstitutes::program,
                    "security_bprm_creds_from_file", ProcessSubstitutes::program,
                    "security_bprm_committing_creds", ProcessSubstitutes::program,
                    "security_bprm_committed_creds", ProcessSubstitutes::program,
                    "commit_creds", ProcessSubstitutes::credentials,
                    "create_user_ns", ProcessSubstitutes::userNamespace);

    private static final String EXEC = "sched_process_exec";

    /** {@code CLONE_NEWUSER} of include/uapi/linux/sched.h. */
    private static final int CLONE_NEWUSER = 0x1000_0000;

    private final Kernel kernel;

    ProcessSubstitutes(Kernel kernel) {
        this.kernel = kernel;
    }

    /** TP_PROTO(struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm). */
    Blueprint program(Asked asked) throws Refusal {
        ArgSource program = new ArgSource.RawArg(2);
        Attachment attachment =
                Attachment.at(
                        new AttachPoint.RawTracepoint(EXEC),
                        Map.of(
                                0, Provided.kernel(program, Form.BINPRM),
                                1, Provided.kernel(program, Form.EXECUTED_FILE)));
        boolean twoArguments = asked.function().equals("security_bprm_creds_from_file");
        return Substitutes.blueprint(
                kernel,
                asked,
                twoArguments ? 2 : 1,
                kernel.hasTracepoint("sched", EXEC)
                        ? List.of(
                                new Blueprint.Part(
                                        "raw tracepoint " + EXEC,
                                        asked.returns()
                                                ? attachment.returning(Provided.constant(0))
                                                : attachment))
                        : List.of(),
                new Story(
                        "after the new program and its credentials are in place",
                        "kernel memory: the kernel's own record of the execution",
                        List.of("executions that fail or that are refused"),
                        List.of(),
                        List.of(
                                "one event for each execution, with the file that is mapped: of a script"
                                        + " its interpreter",
                                "the return value is 0: failed executions are not seen"),
                        "the signal is delivered before the new program's first instruction, but the"
                                + " execution itself is done"));
    }

    Blueprint credentials(Asked asked) throws Refusal {
        Map<Integer, Provided> current =
                Map.of(
                        0,
                        Provided.declared(
                                new ArgSource.CurrentCred(),
                                "struct cred *",
                                "new",
                                8,
                                ArgSpec.Memory.KERNEL));
        Substitutes.Groups groups =
                new Substitutes.Groups(kernel, asked.returns())
                        .addSucceeded(
                                List.of(
                                        "setuid",
                                        "setgid",
                                        "setreuid",
                                        "setregid",
                                        "setresuid",
                                        "setresgid",
                                        "setfsuid",
                                        "setfsgid",
                                        "setgroups",
                                        "capset",
                                        "setns",
                                        "unshare"),
                                current);
        if (kernel.hasTracepoint("sched", EXEC)) {
            Attachment attachment = Attachment.at(new AttachPoint.RawTracepoint(EXEC), current);
            groups.add(
                    new Blueprint.Part(
                            "raw tracepoint " + EXEC,
                            asked.returns()
                                    ? attachment.returning(Provided.constant(0))
                                    : attachment));
        }
        return Substitutes.blueprint(
                kernel,
                asked,
                1,
                groups.parts(),
                new Story(
                        "when the call has changed the credentials",
                        "kernel memory: the credentials that the process has now",
                        List.of(
                                "changes by keyctl and prctl, and inside of the kernel",
                                "calls of 32-bit programs"),
                        List.of("unshare and setns that leave the credentials as they are"),
                        List.of("the change is done when it is reported"),
                        "the signal is delivered before the call returns, so the program never uses"
                                + " its new credentials"));
    }

    Blueprint userNamespace(Asked asked) throws Refusal {
        Map<Integer, Provided> current =
                Map.of(
                        0,
                        Provided.declared(
                                new ArgSource.CurrentCred(),
                                "struct cred *",
                                "new",
                                8,
                                ArgSpec.Memory.KERNEL));
        // struct clone_args { __u64 flags; … }
        return Substitutes.blueprint(
                kernel,
                asked,
                1,
                new Substitutes.Groups(kernel, asked.returns())
                        .add(
                                List.of("clone", "unshare"),
                                List.of(wantsNamespace(new ArgSource.SyscallArg(0))),
                                current)
                        .add(
                                List.of("clone3"),
                                List.of(wantsNamespace(new ArgSource.PointedMemory(0, 0, 8))),
                                current)
                        .parts(),
                new Story(
                        asked.returns() ? "when the call returns" : "when the call begins",
                        "kernel memory: the credentials of the caller; flags of clone3 come from user"
                                + " memory",
                        List.of("calls of 32-bit programs"),
                        List.of("calls that fail before the namespace is made"),
                        List.of(
                                "argument 0 is the credentials of the caller, not those of the new"
                                        + " namespace"),
                        "the signal is pending when the kernel makes the child, so clone makes none; a"
                                + " namespace of unshare dies with the process"));
    }

    private static Guard wantsNamespace(ArgSource flags) {
        return Guard.masked(flags, CLONE_NEWUSER, CLONE_NEWUSER);
    }
}
