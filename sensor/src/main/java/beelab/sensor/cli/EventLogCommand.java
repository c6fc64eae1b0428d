package beelab.sensor.cli;

import beelab.sensor.api.EventLogServiceGrpc;
import beelab.sensor.api.EventLogServiceGrpc.EventLogServiceBlockingStub;
import beelab.sensor.api.GetEventLogParamsRequest;
import beelab.sensor.api.GetEventLogParamsResponse;
import beelab.sensor.api.SetEventLogParamsRequest;
import beelab.sensor.api.SetEventLogParamsResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bee eventlog}: rotation of the agent's event file. */
@Command(
        name = "eventlog",
        description = "Read or change when the agent's event file is put aside.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bee eventlog get",
            "  bee eventlog set --max-size 50 --max-backups 3 --rotation-interval 1h"
        })
final class EventLogCommand extends CommandGroup {

    @Command(name = "get", description = "Print the parameters.")
    int get(@Mixin ServerOptions server) {
        GetEventLogParamsResponse params =
                server.askAgent(agent ->
                        stub(agent, server)
                                .getEventLogParams(GetEventLogParamsRequest.getDefaultInstance()));
        System.out.println("Max size: " + params.getMaxSize() + " MB");
        System.out.println("Rotation interval: " + params.getRotationInterval());
        System.out.println("Max backups: " + params.getMaxBackups());
        return 0;
    }

    @Command(name = "set", description = "Change parameters; what is not named stays.")
    int set(
            @Mixin ServerOptions server,
            @Option(
                            names = "--max-size",
                            paramLabel = "MB",
                            description = "Put the file aside at this size.")
                    @Nullable Integer maxSize,
            @Option(
                            names = "--max-backups",
                            paramLabel = "N",
                            description = "Keep so many, 0 for all.")
                    @Nullable Integer maxBackups,
            @Option(
                            names = "--rotation-interval",
                            paramLabel = "DURATION",
                            description = "Put the file aside at this age, 0 for never.")
                    @Nullable Duration interval) {
        SetEventLogParamsRequest.Builder request = SetEventLogParamsRequest.newBuilder();
        if (maxSize != null) {
            request.setMaxSize(maxSize);
        }
        if (maxBackups != null) {
            request.setMaxBackups(maxBackups);
        }
        if (interval != null) {
            request.setRotationInterval(interval.toSeconds() + "s");
        }
        if (request.build().equals(SetEventLogParamsRequest.getDefaultInstance())) {
            throw new CliException(
                    "nothing to set: use --max-size, --max-backups or --rotation-interval", 2);
        }
        SetEventLogParamsResponse ignored =
                server.askAgent(agent -> stub(agent, server).setEventLogParams(request.build()));
        return 0;
    }

    private static EventLogServiceBlockingStub stub(AgentClient agent, ServerOptions server) {
        return EventLogServiceGrpc.newBlockingStub(agent.channel()).withDeadline(server.deadline());
    }
}
