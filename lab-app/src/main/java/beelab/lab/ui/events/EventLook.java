package beelab.lab.ui.events;

/** What an event is about, as the table's icon shows it. */
public enum EventLook {
    /** A program was started. */
    EXEC("Program started"),
    /** A program ended. */
    EXIT("Program ended"),
    /** A file was read, written, opened, linked, mapped or truncated. */
    FILE("File access"),
    /** A connection was made, used or closed. */
    NETWORK("Network"),
    /** Another system call or kernel function was hooked. */
    CALL("Kernel function"),
    /** A security hook of the kernel was asked. */
    SECURITY("Security hook"),
    /** An eBPF program or map was made, or a library was loaded. */
    CODE("Code loaded"),
    /** The sensor says something about itself: events were dropped or throttled. */
    NOTICE("Notice of the sensor");

    private final String title;

    EventLook(String title) {
        this.title = title;
    }

    /** Words for tooltips and screen readers. */
    public String title() {
        return title;
    }
}
