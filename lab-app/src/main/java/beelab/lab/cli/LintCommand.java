package beelab.lab.cli;

import beelab.lab.LabHome;
import beelab.lab.lesson.Lesson;
import beelab.lab.lesson.LessonReader;
import beelab.lab.scenario.Problem;
import beelab.lab.scenario.ScenarioException;
import beelab.lab.scenario.ScenarioSchema;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab lint}: reads scenarios and guides and tells every mistake with its place. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        description = {
            "Read scenarios and guides, and tell every mistake with its place.",
            "Needs no cluster and no rights."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no mistakes", "2:wrong usage, or mistakes"})
final class LintCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..*",
            paramLabel = "SCENARIO",
            description = "Names of folders in scenarios/; all of them when none is named.")
    private List<String> scenarios = List.of();

    @Option(
            names = "--schema",
            description = "Print the JSON Schema of scenario.yaml, and read nothing.")
    private boolean schema;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (schema) {
            out.print(ScenarioSchema.json());
            out.flush();
            return 0;
        }
        LessonReader reader = new LessonReader(LabHome.fromEnvironment());
        int exit = 0;
        for (String id : scenarios.isEmpty() ? reader.ids() : scenarios) {
            try {
                Lesson lesson = reader.read(id);
                out.printf(
                        "%s: %d steps, %d blocks, no mistakes%n",
                        id, lesson.scenario().steps().size(), lesson.guide().blocks().size());
            } catch (ScenarioException mistakes) {
                mistakes.problems().stream().map(Problem::toString).forEach(err::println);
                exit = 2;
            }
        }
        return exit;
    }
}
