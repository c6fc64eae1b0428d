package beelab.lab.cli;

import beelab.lab.report.BundleCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lab verify}: checks the evidence that {@code lab check --report} wrote. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Check the evidence that 'lab check --report' wrote.",
            "No file of it was changed, and its events still prove what its report says.",
            "Needs no cluster."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it is whole, and its events prove its verdict",
            "1:something was changed, or is not proved",
            "2:it is no such folder"
        })
final class VerifyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The folder.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path folder;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            BundleCheck.Result result = BundleCheck.check(folder);
            result.problems().forEach(err::println);
            if (!result.problems().isEmpty()) {
                err.printf("%s cannot be trusted: %d problems%n", folder, result.problems().size());
                return 1;
            }
            out.printf(
                    "%s: whole; verdict %s; %d passed steps proved again by %d events%n",
                    folder, result.verdict(), result.steps(), result.events());
            return 0;
        } catch (IOException e) {
            err.println(e.getMessage());
            return 2;
        }
    }
}
