package beelab.sensor.compile;

import beelab.sensor.compile.CompiledProgram.Guard;
import beelab.sensor.compile.Substitutes.Asked;
import beelab.sensor.compile.Substitutes.Row;
import beelab.sensor.compile.Substitutes.Story;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Substitutes for functions behind bpf(2) and perf_event_open(2). */
final class BpfSubstitutes {
    // enum bpf_cmd of include/uapi/linux/bpf.h
    private static final int MAP_CREATE = 0;
    private static final int PROG_LOAD = 5;
    private static final int PROG_GET_FD_BY_ID = 13;
    private static final int MAP_GET_FD_BY_ID = 14;

    static final Map<String, Row<BpfSubstitutes>> ROWS =
            Map.of(
                    "bpf_check", BpfSubstitutes::check,
                    "security_bpf", BpfSubstitutes::command,
                    "security_bpf_map_alloc", BpfSubstitutes::newMap,
                    "security_bpf_map_create", BpfSubstitutes::newMap,
                    "security_bpf_map", BpfSubstitutes::map,
                    "security_bpf_prog_load", BpfSubstitutes::newProgram,
                    "security_bpf_prog", BpfSubstitutes::program,
                    "security_perf_event_alloc", BpfSubstitutes::perfEvent,
                    "security_perf_event_open", BpfSubstitutes::perfOpen);

    private static final ArgSource COMMAND = new ArgSource.SyscallArg(0);
    private static final String ATTRIBUTES =
            "user memory: another thread can change the attributes after they are reported";
    private static final String OBJECT =
            "kernel memory: the object behind the descriptor that the call returns";
    private static final String SIGNAL =
            "the signal is delivered before the call returns, so the program never uses what it made;"
                    + " the descriptor closes with it";

    private final Kernel kernel;

    BpfSubstitutes(Kernel kernel) {
        this.kernel = kernel;
    }

    Blueprint check(Asked asked) throws Refusal {
        return atEntry(
                asked,
                4,
                List.of(is(PROG_LOAD)),
                Map.of(1, attributes(new ArgSource.SyscallArg(1))));
    }

    Blueprint command(Asked asked) throws Refusal {
        return atEntry(
                asked,
                3,
                List.of(),
                Map.of(
                        0, Provided.number(COMMAND, 4, true),
                        1, attributes(new ArgSource.SyscallArg(1)),
                        2, Provided.number(new ArgSource.SyscallArg(2), 4, false)));
    }

    Blueprint newMap(Asked asked) throws Refusal {
        return later(asked, List.of(MAP_CREATE), "struct bpf_map *");
    }

    Blueprint map(Asked asked) throws Refusal {
        return later(asked, List.of(MAP_CREATE, MAP_GET_FD_BY_ID), "struct bpf_map *");
    }

    Blueprint newProgram(Asked asked) throws Refusal {
        return later(asked, List.of(PROG_LOAD), "struct bpf_prog *");
    }

    Blueprint program(Asked asked) throws Refusal {
        return later(asked, List.of(PROG_LOAD, PROG_GET_FD_BY_ID), "struct bpf_prog *");
    }

    private Blueprint atEntry(
            Asked asked, int count, List<Guard> guards, Map<Integer, Provided> arguments)
            throws Refusal {
        return Substitutes.blueprint(
                kernel,
                asked,
                count,
                new Substitutes.Groups(kernel, asked.returns())
                        .add(List.of("bpf"), guards, arguments)
                        .parts(),
                new Story(
                        asked.returns() ? "when the call returns" : "when the call begins",
                        ATTRIBUTES,
                        List.of(
                                "programs that the kernel loads itself",
                                "calls of 32-bit programs"),
                        List.of("calls that fail before the function is reached"),
                        List.of(
                                "the return value is 0 or the negative errno of the call, not its"
                                        + " descriptor"),
                        "the signal is delivered before the call returns, so the program never uses what"
                                + " it loaded"));
    }

    private Blueprint later(Asked asked, List<Integer> commands, String type) throws Refusal {
        Substitutes.Groups groups = new Substitutes.Groups(kernel, asked.returns());
        for (int command : commands) {
            groups.addLater(
                    List.of("bpf"),
                    Optional.of(is(command)),
                    List.of(new ArgSource.SyscallArg(1)),
                    Map.of(0, returnedObject(type), 1, attributes(new ArgSource.Saved(0))));
        }
        return Substitutes.blueprint(
                kernel,
                asked,
                3,
                groups.parts(),
                new Story(
                        "when the call has succeeded; selectors decide then",
                        OBJECT,
                        List.of(
                                "calls that fail",
                                "objects that the kernel makes itself, and those opened by BPF_OBJ_GET",
                                "calls of 32-bit programs"),
                        List.of(),
                        List.of("the return value is 0: failed calls are not seen"),
                        SIGNAL));
    }

    Blueprint perfEvent(Asked asked) throws Refusal {
        return Substitutes.blueprint(
                kernel,
                asked,
                1,
                new Substitutes.Groups(kernel, asked.returns())
                        .addSucceeded(
                                List.of("perf_event_open"),
                                Map.of(0, returnedObject("struct perf_event *")))
                        .parts(),
                new Story(
                        "when the call has succeeded; selectors decide then",
                        OBJECT,
                        List.of(
                                "calls that fail",
                                "events that the kernel makes itself or that a child inherits",
                                "calls of 32-bit programs"),
                        List.of(),
                        List.of("the return value is 0: failed calls are not seen"),
                        SIGNAL));
    }

    Blueprint perfOpen(Asked asked) throws Refusal {
        return Substitutes.blueprint(
                kernel,
                asked,
                -1,
                new Substitutes.Groups(kernel, asked.returns())
                        .add(List.of("perf_event_open"), Map.of())
                        .parts(),
                new Story(
                        asked.returns() ? "when the call returns" : "when the call begins",
                        ATTRIBUTES,
                        List.of("calls of 32-bit programs"),
                        List.of("calls that fail before the permission is asked for"),
                        List.of("the arguments are not known"),
                        SIGNAL));
    }

    private static Guard is(int command) {
        return Guard.masked(COMMAND, 0xffff_ffffL, command);
    }

    private static Provided attributes(ArgSource source) {
        return Provided.declared(source, "union bpf_attr *", "attr", 8, ArgSpec.Memory.USER);
    }

    private static Provided returnedObject(String type) {
        return Provided.declared(
                new ArgSource.ReturnedFileData(), type, "", 8, ArgSpec.Memory.KERNEL);
    }
}
