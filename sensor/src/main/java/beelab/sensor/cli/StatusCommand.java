package beelab.sensor.cli;

import beelab.sensor.api.GetHealthStatusRequest;
import beelab.sensor.api.GetHealthStatusResponse;
import beelab.sensor.api.HealthStatus;
import beelab.sensor.api.HealthStatusResult;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bee status}: exit code 0 when the agent runs. */
@Command(
        name = "status",
        description = "Ask whether the agent runs.",
        footer = {"", "Exit codes: 0 it runs, 1 it does not, 2 wrong usage."})
final class StatusCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        GetHealthStatusResponse response =
                server.ask(agent -> agent.getHealth(GetHealthStatusRequest.getDefaultInstance()));
        boolean running = true;
        for (HealthStatus status : response.getHealthStatusList()) {
            System.out.println("Health Status: " + status.getDetails());
            running &= status.getStatus() == HealthStatusResult.HEALTH_STATUS_RUNNING;
        }
        return running ? 0 : 1;
    }
}
