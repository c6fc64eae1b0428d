package beelab.lab.cli;

import beelab.lab.LabHome;
import beelab.lab.lesson.Lesson;
import beelab.lab.lesson.LessonReader;
import beelab.lab.lesson.StepReset;
import beelab.lab.scenario.Problem;
import beelab.lab.scenario.ScenarioException;
import beelab.lab.scenario.StepSpec;
import beelab.lab.scenario.Suggestion;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab reset}: takes back one step of an exercise, and no other. */
@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description = {
            "Take back one step of an exercise: what its block made in the cluster, and its file.",
            "Run it in a terminal of the lab, or with KUBECONFIG set as 'lab up' says."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it was done, or the text says what stays", "2:there is no such step"})
final class ResetCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "SCENARIO",
            description = "Name of a folder in scenarios/.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String scenario;

    @Parameters(index = "1", paramLabel = "STEP", description = "Id of a step in scenario.yaml.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String stepId;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        LabHome home = LabHome.fromEnvironment();
        try {
            Lesson lesson = new LessonReader(home).read(scenario);
            Optional<StepSpec> step = lesson.scenario().step(stepId);
            if (step.isEmpty()) {
                err.printf(
                        "%s has no step '%s' (%s)%n",
                        scenario,
                        stepId,
                        Suggestion.hint(
                                stepId,
                                lesson.scenario().steps().stream().map(StepSpec::id).toList()));
                return 2;
            }
            spec.commandLine()
                    .getOut()
                    .println(
                            StepReset.run(
                                    lesson, step.get(), home.work().resolve(scenario), Map.of()));
            return 0;
        } catch (ScenarioException mistakes) {
            mistakes.problems().stream().map(Problem::toString).forEach(err::println);
            return 2;
        }
    }
}
