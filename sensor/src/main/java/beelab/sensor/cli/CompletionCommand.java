package beelab.sensor.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bee completion}: a script that completes commands and flags. */
@Command(
        name = "completion",
        description = "Print a script that lets a shell complete commands and flags.",
        synopsisSubcommandLabel = "SHELL",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(bee completion bash)",
            "  bee completion bash > /usr/share/bash-completion/completions/bee"
        })
final class CompletionCommand extends CommandGroup {
    @Spec private @Nullable CommandSpec self;

    @Command(name = "bash", description = "For bash.")
    int bash() {
        print();
        return 0;
    }

    @Command(name = "zsh", description = "For zsh; the script loads its bashcompinit.")
    int zsh() {
        print();
        return 0;
    }

    private void print() {
        CommandLine root = Objects.requireNonNull(self).root().commandLine();
        System.out.print(AutoComplete.bash("bee", root));
    }
}
