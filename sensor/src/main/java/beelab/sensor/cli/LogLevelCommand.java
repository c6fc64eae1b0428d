package beelab.sensor.cli;

import beelab.sensor.api.ConfigFlag;
import beelab.sensor.api.GetDebugRequest;
import beelab.sensor.api.LogLevel;
import beelab.sensor.api.SetDebugRequest;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bee loglevel}: the agent's own log. */
@Command(
        name = "loglevel",
        description = "Read or change the level of the agent's log while it runs.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {"  bee loglevel get", "  bee loglevel set debug"})
final class LogLevelCommand extends CommandGroup {

    @Command(name = "get", description = "Print the level.")
    int get(@Mixin ServerOptions server) {
        print(
                server.ask(agent ->
                                agent.getDebug(
                                        GetDebugRequest.newBuilder()
                                                .setFlag(ConfigFlag.CONFIG_FLAG_LOG_LEVEL)
                                                .build()))
                        .getLevel());
        return 0;
    }

    @Command(name = "set", description = "Change the level until the agent ends.")
    int set(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "LEVEL", description = "error, warn, info, debug or trace.")
                    String level) {
        SetDebugRequest request =
                SetDebugRequest.newBuilder()
                        .setFlag(ConfigFlag.CONFIG_FLAG_LOG_LEVEL)
                        .setLevel(level(level))
                        .build();
        print(server.ask(agent -> agent.setDebug(request)).getLevel());
        return 0;
    }

    private static LogLevel level(String name) {
        try {
            LogLevel level = LogLevel.valueOf("LOG_LEVEL_" + name.toUpperCase(Locale.ROOT));
            if (level != LogLevel.UNRECOGNIZED) {
                return level;
            }
        } catch (IllegalArgumentException _) {
            // Answered below.
        }
        throw new CliException(
                "\"" + name + "\" is no level; expected error, warn, info, debug or trace", 2);
    }

    private static void print(LogLevel level) {
        System.out.println(
                "Log level: "
                        + level.name().substring("LOG_LEVEL_".length()).toLowerCase(Locale.ROOT));
    }
}
