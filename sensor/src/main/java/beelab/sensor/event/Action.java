package beelab.sensor.event;

/**
 * What a selector did; the order is the numbering of the wire enum {@code tetragon.KprobeAction}.
 */
public enum Action {
    UNKNOWN,
    POST,
    FOLLOWFD,
    SIGKILL,
    UNFOLLOWFD,
    OVERRIDE,
    COPYFD,
    GETURL,
    DNSLOOKUP,
    NOPOST,
    SIGNAL,
    TRACKSOCK,
    UNTRACKSOCK,
    NOTIFYENFORCER,
    CLEANUPENFORCERNOTIFICATION,
    SET;

    private static final Action[] BY_NUMBER = values();

    /** The action of a wire number, {@link #UNKNOWN} for a number that we do not know. */
    public static Action of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNKNOWN;
    }
}
