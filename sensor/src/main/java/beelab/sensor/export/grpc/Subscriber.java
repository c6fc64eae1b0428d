package beelab.sensor.export.grpc;

import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.event.Event;
import beelab.sensor.export.EventMapper;
import beelab.sensor.export.FieldFilter;
import beelab.sensor.filter.EventFilter;
import beelab.sensor.filter.Subject;
import beelab.sensor.pipeline.EventSink;
import beelab.sensor.pipeline.SinkQueue;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One client of {@code GetEvents}. The reader thread filters and appends to the queue; the sending
 * thread empties it as fast as this client takes the messages. A slow client fills its own queue
 * and nobody else's, and is told how many events it lost at the place where they are missing.
 */
final class Subscriber implements EventSink {
    private final SinkQueue queue;
    private final EventFilter filter;
    private final List<FieldFilter> fields;
    private final EventMapper mapper;
    private final ServerCallStreamObserver<GetEventsResponse> client;
    private final Executor sender;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private boolean closed; // sender thread only

    Subscriber(
            SinkQueue queue,
            EventFilter filter,
            List<FieldFilter> fields,
            EventMapper mapper,
            ServerCallStreamObserver<GetEventsResponse> client,
            Executor sender) {
        this.queue = queue;
        this.filter = filter;
        this.fields = fields;
        this.mapper = mapper;
        this.client = client;
        this.sender = sender;
    }

    @Override
    public void accept(Event event) {
        if (filter.passes(Subject.of(event))) {
            queue.offer(event);
            wake();
        }
    }

    /**
     * Sends what waits, on the sending thread; called for new events and when the client is ready.
     */
    void wake() {
        if (scheduled.compareAndSet(false, true)) {
            sender.execute(this::drain);
        }
    }

    /** Ends the stream with an error that the client shows. */
    void end(Status status) {
        sender.execute(() -> {
            drain();
            if (!closed && !client.isCancelled()) {
                closed = true;
                client.onError(status.asRuntimeException());
            }
        });
    }

    long dropped() {
        return queue.dropped();
    }

    private void drain() {
        // Cleared first: whoever appends after our last look schedules the next round.
        scheduled.set(false);
        while (!closed && !client.isCancelled() && client.isReady()) {
            Event event = queue.poll();
            if (event == null) {
                return;
            }
            client.onNext(FieldFilter.apply(fields, mapper.map(event)));
        }
    }
}
