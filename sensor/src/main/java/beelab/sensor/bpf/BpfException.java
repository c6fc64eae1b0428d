package beelab.sensor.bpf;

import java.util.List;

/**
 * A call of the kernel's BPF interface that failed, with the kernel's own words where it has any.
 */
public final class BpfException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int TAIL_LINES = 12;

    private final int errno;
    private final String log;

    /**
     * What failed, with its reason.
     *
     * @param doing what was tried, as a sentence goes on after "cannot"
     * @param errno positive
     * @param log what was printed meanwhile
     */
    public BpfException(String doing, int errno, String log) {
        super(message(doing, errno, log));
        this.errno = errno;
        this.log = log;
    }

    /** For what libbpf does not know, such as a program or map that an object should have. */
    public BpfException(String message) {
        super(message);
        this.errno = Errno.ENOENT;
        this.log = "";
    }

    /** Positive errno; 4000 and above are libbpf's own codes. */
    public int errno() {
        return errno;
    }

    /** Name such as {@code EPERM}. */
    public String errnoName() {
        return Errno.name(errno);
    }

    /** All that libbpf and the verifier printed during the call; may be empty. */
    public String log() {
        return log;
    }

    private static String message(String doing, int errno, String log) {
        StringBuilder text =
                new StringBuilder(doing)
                        .append(": ")
                        .append(Errno.name(errno))
                        .append(" (")
                        .append(Errno.text(errno))
                        .append(')');
        List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
        for (String line : lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())) {
            text.append("\n  ").append(line.strip());
        }
        return text.toString();
    }
}
