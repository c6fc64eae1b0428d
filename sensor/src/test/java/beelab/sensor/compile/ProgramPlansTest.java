package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.elf.ElfFile;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyReader;
import beelab.sensor.policy.TracingPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks of programs: what the planner makes of a file, on kernels with and without features. */
class ProgramPlansTest {
    private static final String SOURCE =
            """
            static int twin(void) { return 1; }
            int left(int a) { return a + 1; }
            int right(int a) { return a + 2; }
            int data = 5;
            int main(void) { return left(right(twin())); }
            """;

    @TempDir private static Path folder;
    private static Path program;

    @BeforeAll
    static void compile() throws Exception {
        Path source = Files.writeString(folder.resolve("program.c"), SOURCE);
        Path other =
                Files.writeString(
                        folder.resolve("other.c"),
                        "static int twin(void) { return 2; }\nint (*keep)(void) = twin;\n");
        program = folder.resolve("program");
        Process compiler =
                new ProcessBuilder(
                                "clang",
                                "-O0",
                                "-o",
                                program.toString(),
                                source.toString(),
                                other.toString())
                        .redirectErrorStream(true)
                        .start();
        String output =
                new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compiler.waitFor()).as(output).isZero();
    }

    private static TracingPolicy policy(String uprobe) throws PolicyException {
        return PolicyReader.read(
                "apiVersion: cilium.io/v1alpha1\nkind: TracingPolicy\nmetadata: {name: case}\n"
                        + "spec:\n  uprobes:\n  - path: /program\n"
                        + uprobe.indent(4),
                "case.yaml");
    }

    /** A kernel with everything but the given features; the policy's file is the compiled one. */
    private static PolicyCompiler without(KernelFeature... missing) {
        EnumSet<KernelFeature> features = EnumSet.allOf(KernelFeature.class);
        List.of(missing).forEach(features::remove);
        return new PolicyCompiler(
                Kernels.features(features),
                Kernels.TYPES,
                Kernels.FORMATS_OF,
                path -> ElfFile.open(program));
    }

    private static String refusal(String uprobe, KernelFeature... missing) throws Exception {
        PolicyPlan plan = without(missing).plan(policy(uprobe));
        assertThat(plan.refusals()).hasSize(1);
        return plan.refusals().getFirst().path() + " | " + plan.refusals().getFirst().message();
    }

    @Test
    void severalFunctionsShareOneProgram() throws Exception {
        TracingPolicy policy = policy("symbols: [left, right]");
        List<CompiledHook> hooks = without().compile(policy, 1).hooks();
        assertThat(hooks).hasSize(2);
        assertThat(hooks.get(0).programs()).hasSize(1);
        assertThat(hooks.get(1).programs()).isEmpty();
        assertThat(hooks.get(1).functionName()).isEqualTo("/program:right");
        assertThat(hooks.get(0).programs().getFirst().attachPoints())
                .singleElement()
                .isInstanceOf(AttachPoint.UprobeMulti.class);
        assertThat(
                        without(KernelFeature.UPROBE_MULTI)
                                .compile(policy, 1)
                                .hooks()
                                .getFirst()
                                .programs()
                                .getFirst()
                                .attachPoints())
                .hasSize(2)
                .allSatisfy(p -> assertThat(p).isInstanceOf(AttachPoint.Uprobe.class));
    }

    @Test
    void textsArePagedInWhereTheKernelCanWaitForThem() throws Exception {
        TracingPolicy policy = policy("symbols: [left]\nargs: [{index: 0, type: string}]");
        assertThat(without().compile(policy, 1).hooks().getFirst().programs())
                .extracting(CompiledProgram::role)
                .containsExactly(
                        new CompiledProgram.Role.Report(), new CompiledProgram.Role.Touch());
        assertThat(
                        without(KernelFeature.UPROBE_SLEEPABLE)
                                .compile(policy, 1)
                                .hooks()
                                .getFirst()
                                .programs())
                .hasSize(1);
    }

    @Test
    void anOverrideGoesOnAtAnInstructionThatReturns() throws Exception {
        String uprobe =
                """
                symbols: [left, right]
                selectors:
                - matchActions: [{action: Override, argError: 7}]
                """;
        List<CompiledHook> hooks = without().compile(policy(uprobe), 1).hooks();
        assertThat(hooks).hasSize(2).allSatisfy(h -> assertThat(h.programs()).hasSize(1));
        UserEffect effect =
                hooks.getFirst().programs().getFirst().selectors().getFirst().action().user();
        assertThat(effect.registers().getFirst())
                .isEqualTo(
                        new UserEffect.RegisterWrite(Registers.RAX, 8, new ArgSource.Constant(7)));
        try (ElfFile file = ElfFile.open(program)) {
            long left = file.symbols().address("left").orElseThrow();
            assertThat(effect.registers().get(1).value())
                    .isEqualTo(
                            new ArgSource.Register(
                                    Registers.RIP,
                                    8,
                                    false,
                                    file.returnInstruction().orElseThrow() - left));
        }
        assertThat(refusal(uprobe, KernelFeature.UPROBE_REGISTERS))
                .startsWith("spec.uprobes[0].selectors | override action not supported on uprobes");
    }

    @Test
    void registersAreSetFromNumbersRegistersAndMemory() throws Exception {
        String uprobe =
                """
                symbols: ["left+1"]
                selectors:
                - matchActions: [{action: Override, argRegs: ["eax=11", "rip=8(%rsp)", "rsp=8%rsp"]}]
                """;
        assertThat(
                        without()
                                .compile(policy(uprobe), 1)
                                .hooks()
                                .getFirst()
                                .programs()
                                .getFirst()
                                .selectors()
                                .getFirst()
                                .action()
                                .user()
                                .registers())
                .containsExactly(
                        new UserEffect.RegisterWrite(Registers.RAX, 4, new ArgSource.Constant(11)),
                        new UserEffect.RegisterWrite(
                                Registers.RIP,
                                8,
                                new ArgSource.UserMemory(Registers.RSP, 8, -1, 0, 8, false)),
                        new UserEffect.RegisterWrite(
                                Registers.RSP,
                                8,
                                new ArgSource.Register(Registers.RSP, 8, false, 8)));
    }

    @Test
    void refusesWhatTheFileDoesNotHave() throws Exception {
        assertThat(refusal("symbols: [main, nowhere]"))
                .isEqualTo("spec.uprobes[0].symbols[1] | /program has no function nowhere");
        assertThat(refusal("symbols: [twin]"))
                .startsWith("spec.uprobes[0].symbols[0] | /program has 2 functions twin, at 0x");
        assertThat(refusal("symbols: [data]")).contains("is no code, so data is no function");
        assertThat(refusal("symbols: [\"main+zero\"]")).contains("\"+zero\" is no offset");
        assertThat(refusal("offsets: [99999999]"))
                .startsWith("spec.uprobes[0].offsets[0] | offset 0x5f5e0ff of /program is no code");
        assertThat(refusal("addrs: [16]"))
                .startsWith("spec.uprobes[0].addrs[0] | address 0x10 of /program is no code");
    }

    @Test
    void refusesTheReturnOfWhatIsNoFunction() throws Exception {
        String returns = "\nreturn: true\nreturnArg: {index: 0, type: int}";
        assertThat(refusal("symbols: [\"left+4\"]" + returns))
                .contains("left+4 is not the beginning of a function");
        try (ElfFile file = ElfFile.open(program)) {
            long left = file.symbols().address("left").orElseThrow();
            assertThat(refusal("addrs: [" + (left + 4) + "]" + returns))
                    .contains("is not the beginning of a function");
            assertThat(without().plan(policy("addrs: [" + left + "]" + returns)).refusals())
                    .isEmpty();
        }
    }

    @Test
    void aFileOfAnotherDigestIsRefusedOrLeftOut() throws Exception {
        String other = "symbols: [main]\nbinaryDigests: [\"build-id:00ff\"]";
        assertThat(refusal(other))
                .startsWith(
                        "spec.uprobes[0].binaryDigests | digest verification failed: /program has"
                                + " build-id:");
        PolicyPlan ignored =
                without().plan(policy(other + "\nignore: {digestVerificationFailure: true}"));
        assertThat(ignored.refusals()).isEmpty();
        assertThat(ignored.hooks().getFirst().attached()).isFalse();
        assertThat(ignored.hooks().getFirst().why())
                .contains("ignore.digestVerificationFailure is true");
        try (ElfFile file = ElfFile.open(program)) {
            String right =
                    "symbols: [main]\nbinaryDigests: [\"sha1:" + file.digest("SHA-1") + "\"]";
            assertThat(without().plan(policy(right)).hooks().getFirst().attached()).isTrue();
        }
    }

    @Test
    void refusesFilesThatCannotBeReadAndKernelsWithoutUprobes() throws Exception {
        PolicyCompiler real =
                new PolicyCompiler(
                        Kernels.features(EnumSet.allOf(KernelFeature.class)),
                        Kernels.TYPES,
                        Kernels.FORMATS_OF);
        assertThat(real.plan(policy("symbols: [main]")).refusals().getFirst().message())
                .isEqualTo("/program does not exist where the sensor looks");
        assertThat(refusal("symbols: [main]", KernelFeature.UPROBE)).contains("has no uprobes");
    }
}
