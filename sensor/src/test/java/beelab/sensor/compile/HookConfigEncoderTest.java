package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import beelab.sensor.compile.CompiledProgram.Role;
import beelab.sensor.compile.CompiledSelector.SelectorAction;
import beelab.sensor.wire.HookAction;
import beelab.sensor.wire.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the encoder tells the loader besides the bytes that the selector tests exercise. */
class HookConfigEncoderTest {
    private static final ArgSpec TEXT =
            ArgSpec.of(0, ArgType.STRING, new ArgSource.SyscallArg(0), ArgSpec.Memory.USER);
    private static final ArgSpec NUMBER =
            ArgSpec.of(1, ArgType.INT32, new ArgSource.SyscallArg(1), ArgSpec.Memory.USER);

    private static CompiledProgram program(
            AttachPoint point, Role role, List<ArgSpec> arguments, CompiledSelector... selectors) {
        return new CompiledProgram(List.of(point), role, List.of(), arguments, List.of(selectors));
    }

    private static ProgramImage report(List<ArgSpec> arguments, CompiledSelector... selectors) {
        return new HookConfigEncoder(new Machine(-1))
                .encode(
                        Programs.policy(
                                false,
                                program(
                                        new AttachPoint.SyscallEnter("openat"),
                                        new Role.Report(),
                                        arguments,
                                        selectors)),
                        0,
                        0);
    }

    private static int options(ProgramImage image) {
        return MemorySegment.ofArray(image.config())
                .get(Layouts.U32, Layouts.offset(ConfigLayouts.HOOK_CONFIG, "options"));
    }

    @Test
    void enterAndLeaveAgreeOnTheSizeOfWhatIsKept() {
        CompiledPolicy policy =
                Programs.policy(
                        true,
                        program(
                                new AttachPoint.SyscallEnter("openat"),
                                new Role.Enter(List.of()),
                                List.of(TEXT, NUMBER)),
                        program(
                                new AttachPoint.SyscallExit("openat"),
                                new Role.Leave(false),
                                List.of()));
        HookConfigEncoder encoder = new HookConfigEncoder(new Machine(4));
        ProgramImage enter = encoder.encode(policy, 0, 0);
        ProgramImage leave = encoder.encode(policy, 0, 1);
        assertThat(enter.pendingValueSize())
                .isEqualTo(88 + 48 + (16 + 4096) + (16 + 8))
                .isEqualTo(leave.pendingValueSize());
        assertThat(enter.usesCgroups()).isTrue();
        assertThat(enter.object()).isEqualTo("syscall");
        assertThat(leave.program()).isEqualTo("hook_syscall");
    }

    @Test
    void leaveWithoutEnterIsRefused() {
        CompiledPolicy policy =
                Programs.policy(
                        false,
                        program(
                                new AttachPoint.SyscallExit("openat"),
                                new Role.Leave(false),
                                List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HookConfigEncoder(new Machine(-1)).encode(policy, 0, 0))
                .withMessageContaining("without an Enter program");
    }

    @Test
    void reportsKeepNothing() {
        ProgramImage image = report(List.of(TEXT));
        assertThat(image.pendingValueSize()).isZero();
        assertThat(image.usesCgroups()).isFalse();
        assertThat(image.sets()).isEmpty();
        assertThat(options(image)).isZero();
    }

    @Test
    void optionsNameWhatTheSelectorsNeed() {
        CompiledSelector selector =
                new CompiledSelector(
                        List.of(
                                CompiledFilter.ofProcess(
                                        FilterField.ANY_PID,
                                        new FilterTest.NumberIn(List.of(1L)),
                                        false),
                                CompiledFilter.ofProcess(
                                        FilterField.EXECUTABLE,
                                        FilterTest.Text.of(
                                                FilterTest.Part.WHOLE, List.of("/bin/ln")),
                                        false)),
                        new SelectorAction(true, 0, 1, HookAction.OVERRIDE));
        assertThat(options(report(List.of(TEXT), selector)))
                .isEqualTo(
                        ConfigCodes.OPTION_NEEDS_BINARY
                                | ConfigCodes.OPTION_NEEDS_PIDS
                                | ConfigCodes.OPTION_NEEDS_ANCESTORS
                                | ConfigCodes.OPTION_OVERRIDES);
    }

    @Test
    void equalValuesOfASetAreWrittenOnce() {
        ProgramImage image =
                report(
                        List.of(TEXT),
                        Programs.selector(
                                new CompiledFilter(
                                        0,
                                        FilterField.TEXT,
                                        FilterTest.Text.of(
                                                FilterTest.Part.WHOLE, List.of("a", "b", "a")),
                                        false)));
        assertThat(image.sets()).hasSize(1);
        assertThat(image.sets().getFirst().map()).isEqualTo("text_sets");
        assertThat(image.sets().getFirst().keys()).hasSize(2);
    }

    @Test
    void filtersNeedACollectedArgument() {
        CompiledFilter filter =
                new CompiledFilter(3, FilterField.NUMBER, new FilterTest.GreaterThan(1), false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report(List.of(TEXT), Programs.selector(filter)))
                .withMessageContaining("argument 3");
    }

    @Test
    void boundsAreRefusedRatherThanCut() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        report(
                                List.of(
                                        new ArgSpec(
                                                0,
                                                ArgType.STRING,
                                                new ArgSource.SyscallArg(0),
                                                new ArgSource.Constant(0),
                                                4097,
                                                ArgSpec.Memory.USER))))
                .withMessageContaining("maxData");
    }

    @Test
    void baseConfigIsTheHierarchy() {
        assertThat(new HookConfigEncoder(new Machine(-1)).baseConfig())
                .containsExactly(-1, -1, -1, -1);
        assertThat(new HookConfigEncoder(new Machine(4)).baseConfig()).hasSize(4);
    }
}
