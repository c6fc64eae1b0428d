package beelab.sensor.cli;

import beelab.sensor.api.FineGuidanceSensorsGrpc;
import beelab.sensor.api.GetEventsRequest;
import beelab.sensor.api.GetEventsResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Events of a running agent, until it stops or nobody reads any more. */
final class LiveEvents {
    private final ServerOptions server;
    private final GetEventsRequest request;
    private final EventPrinter printer;

    LiveEvents(ServerOptions server, GetEventsRequest request, EventPrinter printer) {
        this.server = server;
        this.request = request;
        this.printer = printer;
    }

    /**
     * Prints events as they come.
     *
     * @param reconnectWait how long to wait before the next attempt; null to fail instead
     */
    int print(@Nullable Duration reconnectWait) throws InterruptedException {
        while (true) {
            CliException problem = null;
            try (AgentClient client = server.connect()) {
                try {
                    Iterator<GetEventsResponse> events =
                            FineGuidanceSensorsGrpc.newBlockingStub(client.channel())
                                    .getEvents(request);
                    while (events.hasNext()) {
                        printer.print(events.next());
                        if (!printer.flush()) {
                            return 0;
                        }
                    }
                } catch (StatusRuntimeException e) {
                    problem = client.explain(e.getStatus());
                }
            }
            if (reconnectWait == null) {
                if (problem != null) {
                    throw problem;
                }
                return 0;
            }
            System.err.println(
                    "bee: "
                            + (problem == null ? "the stream ended" : problem.getMessage())
                            + "; next attempt in "
                            + reconnectWait.toMillis() / 1000.0
                            + " s");
            Thread.sleep(reconnectWait);
        }
    }
}
