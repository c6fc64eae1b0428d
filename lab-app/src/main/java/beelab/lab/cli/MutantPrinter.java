package beelab.lab.cli;

import beelab.lab.lesson.MutationCheck;
import beelab.lab.report.MutationReport;
import java.io.PrintWriter;

/** Prints what becomes of each mutant, as soon as it is known. */
final class MutantPrinter implements MutationCheck.Listener {

    private final PrintWriter out;

    MutantPrinter(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begins(int number, int total, String policy, String what) {
        out.printf("  %d/%d %s: %s%n", number, total, policy, what);
        out.flush();
    }

    @Override
    public void ended(MutationCheck.Outcome outcome) {
        out.printf("      %s%n", MutationReport.line(outcome));
        out.flush();
    }
}
