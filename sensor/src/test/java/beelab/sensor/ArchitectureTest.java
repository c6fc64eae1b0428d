package beelab.sensor;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/** The direction of the arrows between the sensor's packages: see the table in ARCHITECTURE.md. */
@AnalyzeClasses(packages = "beelab.sensor", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] WITH_NATIVE_MEMORY = {
        "beelab.sensor.bpf..", "beelab.sensor.wire..", "beelab.sensor.compile.."
    };

    @ArchTest static final ArchRule bpf_depends_on_nothing_of_ours = mayUseOfOurs("bpf", "probe");

    @ArchTest static final ArchRule elf_depends_on_nothing_of_ours = mayUseOfOurs("elf");

    @ArchTest
    static final ArchRule wire_knows_neither_libbpf_nor_events = mustNotUse("wire", "bpf", "event");

    @ArchTest static final ArchRule event_is_pure_data = mayUseOfOurs("event");

    @ArchTest
    static final ArchRule event_knows_no_serialization =
            noClasses()
                    .that()
                    .resideInAPackage("beelab.sensor.event..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "com.google.protobuf..",
                            "tools.jackson..",
                            "com.fasterxml..",
                            "io.grpc..");

    @ArchTest
    static final ArchRule process_knows_neither_output_nor_libbpf =
            mustNotUse("process", "export", "bpf");

    @ArchTest
    static final ArchRule enrich_knows_neither_output_nor_policies =
            mustNotUse("enrich", "export", "policy");

    @ArchTest static final ArchRule filter_works_on_events_only = mayUseOfOurs("filter", "event");

    @ArchTest
    static final ArchRule pipeline_knows_no_concrete_sink =
            mustNotUse("pipeline", "export", "policy");

    @ArchTest
    static final ArchRule json_stands_alone =
            mustNotUse("export.json", "wire", "process", "export.grpc", "export.compact");

    @ArchTest
    static final ArchRule grpc_stands_alone =
            mustNotUse("export.grpc", "wire", "process", "export.json", "export.compact");

    @ArchTest
    static final ArchRule compact_lines_need_only_the_message =
            mayUseOfOurs("export.compact", "api");

    @ArchTest
    static final ArchRule policy_is_only_the_language =
            mustNotUse("policy", "compile", "bpf", "attach");

    @ArchTest
    static final ArchRule compile_runs_without_a_kernel =
            mustNotUse("compile", "bpf", "attach", "agent");

    @ArchTest
    static final ArchRule attach_knows_neither_events_nor_output =
            mustNotUse("attach", "event", "export");

    @ArchTest
    static final ArchRule kubernetes_knows_no_kernel = mustNotUse("kubernetes", "wire", "bpf");

    @ArchTest
    static final ArchRule only_agent_and_cli_wire_things_together =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("beelab.sensor.agent..", "beelab.sensor.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("beelab.sensor.agent..", "beelab.sensor.cli..");

    @ArchTest
    static final ArchRule only_bpf_calls_native_code =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("beelab.sensor.bpf..")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(Linker.class);

    @ArchTest
    static final ArchRule native_memory_is_kept_in_no_field_elsewhere =
            fields().that()
                    .areDeclaredInClassesThat()
                    .resideOutsideOfPackages(WITH_NATIVE_MEMORY)
                    .should()
                    .notHaveRawType(MemorySegment.class);

    @ArchTest
    static final ArchRule native_memory_is_returned_by_nothing_elsewhere =
            methods()
                    .that()
                    .areDeclaredInClassesThat()
                    .resideOutsideOfPackages(WITH_NATIVE_MEMORY)
                    .should()
                    .notHaveRawReturnType(MemorySegment.class);

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("beelab.sensor.(*)..").should().beFreeOfCycles();

    private static ArchRule mustNotUse(String name, String... others) {
        return noClasses()
                .that()
                .resideInAPackage("beelab.sensor." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(others))
                .allowEmptyShould(true);
    }

    private static ArchRule mayUseOfOurs(String name, String... others) {
        String[] allowed = packages(others);
        return noClasses()
                .that()
                .resideInAPackage("beelab.sensor." + name + "..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("beelab.sensor..")
                                .and(resideInAnyPackage("beelab.sensor." + name + "..").negate())
                                .and(resideInAnyPackage(allowed).negate()))
                .allowEmptyShould(true);
    }

    private static String[] packages(String... names) {
        String[] packages = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            packages[i] = "beelab.sensor." + names[i] + "..";
        }
        return packages;
    }
}
