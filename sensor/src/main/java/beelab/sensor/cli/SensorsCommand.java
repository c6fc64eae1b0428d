package beelab.sensor.cli;

import beelab.sensor.api.ListSensorsRequest;
import beelab.sensor.api.SensorStatus;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bee sensors}: what policies made, of interest when something is debugged. */
@Command(
        name = "sensors",
        description =
                "List the agent's sensors. They come and go with policies: see tracingpolicy.",
        synopsisSubcommandLabel = "COMMAND")
final class SensorsCommand extends CommandGroup {

    @Command(name = "list", description = "List sensors with the policy that made them.")
    int list(@Mixin ServerOptions server) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("COLLECTION", "SENSOR", "ENABLED"));
        for (SensorStatus sensor :
                server.ask(agent -> agent.listSensors(ListSensorsRequest.getDefaultInstance()))
                        .getSensorsList()) {
            rows.add(
                    List.of(
                            sensor.getCollection(),
                            sensor.getName(),
                            Boolean.toString(sensor.getEnabled())));
        }
        System.out.print(TextTable.of(rows));
        return 0;
    }
}
