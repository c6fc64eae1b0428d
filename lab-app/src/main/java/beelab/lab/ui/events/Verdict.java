package beelab.lab.ui.events;

/** How it ended, as far as the kernel told. */
public enum Verdict {
    /** Seen by the process sensor that always runs; nothing was decided. */
    NONE(""),
    /** A policy reported it and let it happen. */
    OBSERVED("observed"),
    /** The process was killed by a policy. */
    KILLED("killed"),
    /** The call was refused with an error. */
    DENIED("denied"),
    /** A program ended with an exit status other than 0. */
    FAILED("failed"),
    /** Events were lost around here. */
    LOST("lost");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /** The word in the table, never colour alone; empty when there is nothing to say. */
    public String word() {
        return word;
    }
}
