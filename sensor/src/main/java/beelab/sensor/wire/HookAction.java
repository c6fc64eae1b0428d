package beelab.sensor.wire;

/** Actions that a selector can report, with the numbers of {@code enum hook_action} and of gRPC. */
public enum HookAction {
    UNKNOWN(0),
    POST(1),
    SIGKILL(3),
    OVERRIDE(5),
    GETURL(7),
    DNSLOOKUP(8),
    NOPOST(9),
    SIGNAL(10),
    TRACKSOCK(11),
    UNTRACKSOCK(12),
    NOTIFY_ENFORCER(13),
    CLEANUP_NOTIFICATION(14),
    SET(15);

    private final int code;

    HookAction(int code) {
        this.code = code;
    }

    /** Number on the wire. */
    public int code() {
        return code;
    }

    /** The action of a number; UNKNOWN for a number that has none. */
    public static HookAction ofCode(int code) {
        for (HookAction action : values()) {
            if (action.code == code) {
                return action;
            }
        }
        return UNKNOWN;
    }
}
