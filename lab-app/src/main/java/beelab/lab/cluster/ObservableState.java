package beelab.lab.cluster;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The state of a cluster and those who listen to it. Safe for use by several threads. */
public final class ObservableState {

    private final CopyOnWriteArrayList<Consumer<ClusterState>> listeners =
            new CopyOnWriteArrayList<>();
    private volatile ClusterState current = ClusterState.stopped();

    /** The state at this moment. */
    public ClusterState get() {
        return current;
    }

    /** Changes the cluster's phase. */
    public void phase(ClusterState.Phase phase, String message) {
        update(state -> state.with(phase, message));
    }

    /** Changes the sensor's state. */
    public void sensor(ClusterState.Sensor sensor, String message) {
        update(state -> state.with(sensor, message));
    }

    /** Goes back to the state before anything was started. */
    public void stopped() {
        update(state -> ClusterState.stopped());
    }

    private void update(UnaryOperator<ClusterState> change) {
        ClusterState next;
        synchronized (this) {
            next = change.apply(current);
            current = next;
        }
        for (Consumer<ClusterState> listener : listeners) {
            listener.accept(next);
        }
    }

    /** Calls the listener now and at every change, until the subscription is closed. */
    public LabCluster.Subscription listen(Consumer<ClusterState> listener) {
        listeners.add(listener);
        listener.accept(current);
        return () -> listeners.remove(listener);
    }
}
