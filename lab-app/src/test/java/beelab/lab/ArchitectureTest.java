package beelab.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of the arrows between the lab's packages: see the table in ARCHITECTURE.md. */
@AnalyzeClasses(packages = "beelab.lab", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule only_the_window_knows_javafx =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("beelab.lab.ui..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("javafx..", "com.techsenger..", "atlantafx..");

    @ArchTest
    static final ArchRule view_models_know_no_scene =
            noClasses()
                    .that()
                    .haveSimpleNameEndingWith("ViewModel")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("javafx.scene..", "javafx.stage..", "javafx.application..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_cluster_talks_to_docker =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("beelab.lab.cluster..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.testcontainers..", "com.github.dockerjava..");

    /**
     * The lab reads any sensor's events, a real Tetragon's too: only through gRPC, in one package.
     */
    @ArchTest
    static final ArchRule only_feed_knows_the_sensor =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("beelab.lab.feed..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("beelab.sensor..");

    @ArchTest
    static final ArchRule feed_knows_only_the_contract_and_its_printers =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "beelab.sensor.agent..",
                            "beelab.sensor.attach..",
                            "beelab.sensor.bpf..",
                            "beelab.sensor.cli..",
                            "beelab.sensor.compile..",
                            "beelab.sensor.enrich..",
                            "beelab.sensor.event..",
                            "beelab.sensor.pipeline..",
                            "beelab.sensor.policy..",
                            "beelab.sensor.process..",
                            "beelab.sensor.wire..");

    @ArchTest
    static final ArchRule nothing_depends_on_the_command_line_or_the_window =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "beelab.lab.cli..", "beelab.lab.ui..", "beelab.lab.bench..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("beelab.lab.cli..", "beelab.lab.ui..", "beelab.lab.bench..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("beelab.lab.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule screens_have_no_cycles =
            slices().matching("beelab.lab.ui.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true);
}
