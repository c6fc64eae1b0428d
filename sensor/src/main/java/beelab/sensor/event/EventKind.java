package beelab.sensor.event;

/** The types of event; names and numbers are those of the wire enum {@code tetragon.EventType}. */
public enum EventKind {
    PROCESS_EXEC(1),
    PROCESS_EXIT(5),
    PROCESS_KPROBE(9),
    PROCESS_TRACEPOINT(10),
    PROCESS_LOADER(11),
    PROCESS_UPROBE(12),
    PROCESS_THROTTLE(27),
    PROCESS_LSM(28),
    PROCESS_USDT(29),
    RATE_LIMIT_INFO(40001);

    private final int number;

    EventKind(int number) {
        this.number = number;
    }

    /** Number on the wire. */
    public int number() {
        return number;
    }
}
