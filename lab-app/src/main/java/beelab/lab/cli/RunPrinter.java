package beelab.lab.cli;

import beelab.lab.guide.Block;
import beelab.lab.guide.GuideStep;
import beelab.lab.lesson.BlockResult;
import beelab.lab.lesson.RunListener;
import beelab.lab.lesson.StepResult;
import beelab.lab.report.TextReport;
import beelab.lab.scenario.StepSpec;
import java.io.PrintWriter;

/**
 * Prints a headless run while it goes on: what is typed, and each verdict as soon as it is there.
 */
final class RunPrinter implements RunListener {

    private final PrintWriter out;

    RunPrinter(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void section(GuideStep section) {
        out.printf("%n%s%n", section.title());
        out.flush();
    }

    @Override
    public void block(Block.Typed block) {
        for (String line : block.lines()) {
            out.printf("    %s$ %s%n", block.terminal(), line);
        }
        out.flush();
    }

    @Override
    public void blockFailed(BlockResult result) {
        out.printf("  ✗ block %s: %s%n", result.block().id(), result.problem());
        result.commands().stream()
                .flatMap(command -> command.output().lines())
                .map(line -> "      | " + line)
                .forEach(out::println);
        out.flush();
    }

    @Override
    public void judging(StepSpec step) {
        // The verdict follows within the step's timeout; its line says enough.
    }

    @Override
    public void step(StepResult result) {
        out.print(TextReport.line(result));
        out.flush();
    }
}
