package beelab.sensor.export.compact;

import beelab.sensor.api.CapabilitiesType;
import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.api.KprobeArgument;
import beelab.sensor.api.Process;
import beelab.sensor.api.ProcessExit;
import beelab.sensor.api.ProcessKprobe;
import beelab.sensor.api.ProcessLoader;
import beelab.sensor.api.ProcessLsm;
import beelab.sensor.api.ProcessThrottle;
import beelab.sensor.api.ProcessTracepoint;
import beelab.sensor.api.StackTraceEntry;
import beelab.sensor.api.ThrottleType;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** Turns an event into the compact line. Immutable; any thread may use it. */
public final class CompactEncoder {
    private static final int CAPABILITY_COLUMN = 120;
    private static final DateTimeFormatter NANOSECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'")
                    .withZone(ZoneOffset.UTC);
    private static final Set<String> HASHED_HOOKS =
            Set.of(
                    "bprm_check_security",
                    "bprm_committed_creds",
                    "bprm_committing_creds",
                    "bprm_creds_for_exec",
                    "bprm_creds_from_file",
                    "file_ioctl",
                    "file_lock",
                    "file_open",
                    "file_post_open",
                    "file_receive",
                    "mmap_file");

    private final Options options;
    private final Palette palette;
    private final KprobeLines kprobes;

    /**
     * @param timestamps put the time of the event in front, in UTC with nanoseconds
     * @param stackTraces print stack traces on lines of their own
     * @param imaHash print the hash of the file under events of LSM hooks that have one
     */
    public record Options(
            Palette palette, boolean timestamps, boolean stackTraces, boolean imaHash) {
        /** As {@code bee getevents -o compact} prints into a pipe. */
        public static final Options PLAIN = new Options(Palette.NONE, false, true, true);
    }

    public CompactEncoder(Options options) {
        this.options = options;
        this.palette = options.palette();
        this.kprobes = new KprobeLines(palette);
    }

    /**
     * The line of an event, several when it carries a stack trace, without the last line end; empty
     * when the message carries no event that we know.
     */
    public Optional<String> encode(GetEventsResponse event) {
        String node = event.getNodeName();
        String line =
                switch (event.getEventCase()) {
                    case PROCESS_EXEC -> exec(node, event.getProcessExec().getProcess());
                    case PROCESS_EXIT -> exit(node, event.getProcessExit());
                    case PROCESS_KPROBE -> kprobe(node, event.getProcessKprobe());
                    case PROCESS_TRACEPOINT -> tracepoint(node, event.getProcessTracepoint());
                    case PROCESS_LOADER -> loader(node, event.getProcessLoader());
                    case PROCESS_UPROBE ->
                            withCapability(
                                    event.getProcessUprobe().getProcess(),
                                    head("🕵️", "uprobe")
                                            + " "
                                            + info(node, event.getProcessUprobe().getProcess())
                                            + " "
                                            + Quoting.maybeQuote(event.getProcessUprobe().getPath())
                                            + " "
                                            + Quoting.maybeQuote(
                                                    event.getProcessUprobe().getSymbol()));
                    case PROCESS_USDT ->
                            withCapability(
                                    event.getProcessUsdt().getProcess(),
                                    head("🕵️", "usdt")
                                            + " "
                                            + info(node, event.getProcessUsdt().getProcess())
                                            + " "
                                            + Quoting.maybeQuote(event.getProcessUsdt().getPath())
                                            + " "
                                            + Quoting.maybeQuote(
                                                    event.getProcessUsdt().getProvider())
                                            + " "
                                            + Quoting.maybeQuote(event.getProcessUsdt().getName()));
                    case PROCESS_LSM -> lsm(node, event.getProcessLsm());
                    case PROCESS_THROTTLE -> throttle(event.getProcessThrottle());
                    case RATE_LIMIT_INFO ->
                            palette.red(
                                    "⚠️ lost    "
                                            + Quoting.maybeQuote(node)
                                            + " "
                                            + Long.toUnsignedString(
                                                    event.getRateLimitInfo()
                                                            .getNumberOfDroppedProcessEvents())
                                            + " events");
                    case TEST -> "TEST EVENT";
                    case EVENT_NOT_SET -> "";
                };
        if (line.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(options.timestamps() ? time(event.getTime()) + " " + line : line);
    }

    /** A coloured emoji and word, the word padded to seven columns. */
    static String head(Palette palette, String emoji, String word) {
        return palette.blue(emoji + " " + word + " ".repeat(Math.max(0, 7 - word.length())));
    }

    private String head(String emoji, String word) {
        return head(palette, emoji, word);
    }

    private String info(String node, Process process) {
        String source =
                process.hasPod()
                        ? process.getPod().getNamespace() + "/" + process.getPod().getName()
                        : Quoting.maybeQuote(node);
        return palette.green(source)
                + " "
                + palette.magenta(Quoting.maybeQuote(process.getBinary()));
    }

    private String exec(String node, Process process) {
        return withCapability(
                process,
                head("🚀", "process")
                        + " "
                        + info(node, process)
                        + " "
                        + palette.cyan(Quoting.maybeQuote(process.getArguments())));
    }

    private String exit(String node, ProcessExit exit) {
        String outcome =
                exit.getSignal().isEmpty()
                        ? Integer.toUnsignedString(exit.getStatus())
                        : exit.getSignal();
        return withCapability(
                exit.getProcess(),
                head("💥", "exit")
                        + " "
                        + info(node, exit.getProcess())
                        + " "
                        + palette.cyan(Quoting.maybeQuote(exit.getProcess().getArguments()))
                        + " "
                        + palette.red(outcome));
    }

    private String kprobe(String node, ProcessKprobe kprobe) {
        StringBuilder text =
                new StringBuilder(
                        withCapability(
                                kprobe.getProcess(),
                                kprobes.line(info(node, kprobe.getProcess()), kprobe)));
        if (options.stackTraces()) {
            if (kprobe.getKernelStackTraceCount() > 0) {
                text.append("\nKernel:");
                for (StackTraceEntry entry : kprobe.getKernelStackTraceList()) {
                    text.append("\n   ")
                            .append(palette.green("0x" + Long.toHexString(entry.getAddress())))
                            .append(": ")
                            .append(palette.blue(entry.getSymbol()))
                            .append('+')
                            .append(palette.yellow("0x" + Long.toHexString(entry.getOffset())));
                }
            }
            if (kprobe.getUserStackTraceCount() > 0) {
                text.append("\nUser:");
                for (StackTraceEntry entry : kprobe.getUserStackTraceList()) {
                    text.append("\n   ")
                            .append(palette.green("0x" + Long.toHexString(entry.getAddress())))
                            .append(": ")
                            .append(palette.blue(entry.getSymbol()))
                            .append(" (")
                            .append(entry.getModule())
                            .append('+')
                            .append(palette.yellow("0x" + Long.toHexString(entry.getOffset())))
                            .append(')');
                }
            }
        }
        return text.toString();
    }

    private String tracepoint(String node, ProcessTracepoint point) {
        String info = info(node, point.getProcess());
        if (point.getSubsys().equals("raw_syscalls") && point.getEvent().equals("sys_enter")) {
            return withCapability(
                    point.getProcess(),
                    head("☎ ", "syscall")
                            + " "
                            + info
                            + " "
                            + SyscallTable.call(point.getArgsList()));
        }
        return withCapability(
                point.getProcess(),
                head("⁉️", "tracepoint")
                        + " "
                        + info
                        + " "
                        + point.getSubsys()
                        + " "
                        + point.getEvent());
    }

    private String loader(String node, ProcessLoader loader) {
        String buildId =
                loader.getBuildid().isEmpty()
                        ? ""
                        : HexFormat.of().formatHex(loader.getBuildid().toByteArray()) + " ";
        return withCapability(
                loader.getProcess(),
                head("🧬", "loader")
                        + " "
                        + info(node, loader.getProcess())
                        + " "
                        + buildId
                        + palette.yellow(Quoting.maybeQuote(loader.getPath())));
    }

    private String lsm(String node, ProcessLsm lsm) {
        String line =
                withCapability(
                        lsm.getProcess(),
                        head("🔒", "LSM")
                                + " "
                                + info(node, lsm.getProcess())
                                + " "
                                + lsm.getFunctionName());
        if (options.imaHash()
                && !lsm.getImaHash().isEmpty()
                && HASHED_HOOKS.contains(lsm.getFunctionName())) {
            line += "\n   " + path(lsm) + " " + lsm.getImaHash();
        }
        return line;
    }

    private static String path(ProcessLsm lsm) {
        for (KprobeArgument argument : lsm.getArgsList()) {
            if (argument.hasFileArg()) {
                return argument.getFileArg().getPath();
            }
            if (argument.hasLinuxBinprmArg()) {
                return argument.getLinuxBinprmArg().getPath();
            }
        }
        return "";
    }

    private String throttle(ProcessThrottle throttle) {
        boolean start = throttle.getType() == ThrottleType.THROTTLE_START;
        return palette.red("🧬 throttle")
                + " "
                + (start ? palette.red("START") : palette.green("STOP "))
                + " "
                + Quoting.maybeQuote(throttle.getCgroup());
    }

    /** The line with a warning at the right margin when the process may do anything. */
    private String withCapability(Process process, String line) {
        if (!process.getCap().getEffectiveList().contains(CapabilitiesType.CAP_SYS_ADMIN)) {
            return line;
        }
        String warning = palette.magenta("🛑 CAP_SYS_ADMIN");
        int room = CAPABILITY_COLUMN - line.getBytes(StandardCharsets.UTF_8).length;
        int width = warning.codePointCount(0, warning.length());
        return line + " " + " ".repeat(Math.max(0, room - width)) + warning;
    }

    private static String time(Timestamp time) {
        return NANOSECONDS.format(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
    }
}
