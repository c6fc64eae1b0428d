package beelab.sensor.export.compact;

import beelab.sensor.api.KprobeArgument;
import beelab.sensor.api.KprobeBpfAttr;
import beelab.sensor.api.KprobeBpfMap;
import beelab.sensor.api.KprobePerfEvent;
import beelab.sensor.api.KprobeSock;
import beelab.sensor.api.ProcessKprobe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a kernel function means to a person: one shape of line per function. */
final class KprobeLines {
    private static final List<String> SYSCALL_PREFIXES = List.of("__x64_", "__arm64_", "__ia32_");
    private static final int MAY_WRITE = 2;
    private static final int MAY_READ = 4;

    private final Palette palette;

    KprobeLines(Palette palette) {
        this.palette = palette;
    }

    /**
     * @param info where and who, already coloured
     */
    String line(String info, ProcessKprobe kprobe) {
        List<KprobeArgument> args = kprobe.getArgsList();
        return switch (withoutPrefix(kprobe.getFunctionName())) {
            case "sys_write" -> join("📝", "write", info, file(args, 0), transferred(args, 2));
            case "sys_read" -> join("📚", "read", info, file(args, 0), transferred(args, 2));
            case "fd_install" -> join("📬", "open", info, file(args, 1));
            case "sys_openat" -> join("📬️", "openat", info, name(args, 1));
            case "sys_open" -> join("📬️", "open", info, name(args, 0));
            case "sys_close" -> join("📪", "close", info, file(args, 0));
            case "sys_mount" -> join("💾", "mount", info, text(args, 0), text(args, 1));
            case "sys_pivot_root" -> join("💾", "pivot_root", info, text(args, 0), text(args, 1));
            case "sys_setuid" -> join("🔑", "setuid", info, palette.cyan(number(args, 0)));
            case "sys_clock_settime" -> join("⏰", "clock_settime", info);
            case "proc_exec_connector" -> join("🔧", "proc_exec_connector", info);
            case "sys_setns" -> join("🔧", "setns", info, namespace(args));
            case "tcp_connect" -> join("🔌", "connect", info, palette.cyan(connection(args)));
            case "tcp_close" -> join("🧹", "close", info, palette.cyan(connection(args)));
            case "tcp_sendmsg" ->
                    join(
                            "📤",
                            "sendmsg",
                            info,
                            palette.cyan(connection(args)),
                            args.size() > 1 ? "bytes " + number(args, 1) : "");
            case "bpf_check" -> join("🐝", "bpf_load", info, palette.cyan(program(args)));
            case "security_perf_event_alloc" ->
                    join("🐝", "perf_event_alloc", info, palette.cyan(perfEvent(args)));
            case "security_bpf_map_alloc", "security_bpf_map_create" ->
                    join("🗺", "bpf_map_create", info, palette.cyan(map(args)));
            case "security_file_permission" -> filePermission(info, args);
            case "security_mmap_file" -> mmap(info, args);
            case "security_path_truncate", "security_file_truncate" ->
                    join("📝", "truncate", info, file(args, 0));
            default -> join("❓", "syscall", info, kprobe.getFunctionName());
        };
    }

    private static String withoutPrefix(String function) {
        for (String prefix : SYSCALL_PREFIXES) {
            if (function.startsWith(prefix)) {
                return function.substring(prefix.length());
            }
        }
        return function;
    }

    private String join(String emoji, String word, String... parts) {
        return CompactEncoder.head(palette, emoji, word) + " " + String.join(" ", parts);
    }

    private static @Nullable KprobeArgument at(List<KprobeArgument> args, int position) {
        return position < args.size() ? args.get(position) : null;
    }

    /** Path of a file, path or name argument; empty when there is none. */
    private String file(List<KprobeArgument> args, int position) {
        KprobeArgument argument = at(args, position);
        String path =
                argument == null
                        ? ""
                        : switch (argument.getArgCase()) {
                            case FILE_ARG -> argument.getFileArg().getPath();
                            case PATH_ARG -> argument.getPathArg().getPath();
                            case STRING_ARG -> argument.getStringArg();
                            default -> "";
                        };
        return palette.cyan(Quoting.maybeQuote(path));
    }

    private String text(List<KprobeArgument> args, int position) {
        KprobeArgument argument = at(args, position);
        return palette.cyan(argument == null ? "" : Quoting.maybeQuote(argument.getStringArg()));
    }

    /** The name at a position; the first name of all when a policy collects fewer arguments. */
    private String name(List<KprobeArgument> args, int position) {
        KprobeArgument argument = at(args, position);
        if (argument == null || !argument.hasStringArg()) {
            for (KprobeArgument other : args) {
                if (other.hasStringArg()) {
                    return palette.cyan(Quoting.maybeQuote(other.getStringArg()));
                }
            }
        }
        return text(args, position);
    }

    private String transferred(List<KprobeArgument> args, int position) {
        String count = number(args, position);
        return palette.cyan(count.isEmpty() ? "" : count + " bytes");
    }

    /** A number of any width in decimal; empty when there is none. */
    private static String number(List<KprobeArgument> args, int position) {
        KprobeArgument argument = at(args, position);
        return argument == null
                ? ""
                : switch (argument.getArgCase()) {
                    case INT_ARG -> Integer.toString(argument.getIntArg());
                    case UINT_ARG -> Integer.toUnsignedString(argument.getUintArg());
                    case SIZE_ARG -> Long.toUnsignedString(argument.getSizeArg());
                    case LONG_ARG -> Long.toString(argument.getLongArg());
                    default -> "";
                };
    }

    private static String namespace(List<KprobeArgument> args) {
        String number = number(args, 1);
        return number.isEmpty()
                ? ""
                : switch ((int) Long.parseLong(number)) {
                    case 0 -> "any";
                    case 0x00000080 -> "time";
                    case 0x00020000 -> "mnt";
                    case 0x02000000 -> "cgroup";
                    case 0x04000000 -> "uts";
                    case 0x08000000 -> "ipc";
                    case 0x10000000 -> "user";
                    case 0x20000000 -> "pid";
                    case 0x40000000 -> "net";
                    default -> "";
                };
    }

    private static String connection(List<KprobeArgument> args) {
        KprobeArgument argument = at(args, 0);
        if (argument == null || !argument.hasSockArg()) {
            return "";
        }
        KprobeSock sock = argument.getSockArg();
        return "tcp "
                + sock.getSaddr()
                + ":"
                + sock.getSport()
                + " -> "
                + sock.getDaddr()
                + ":"
                + sock.getDport();
    }

    private static String program(List<KprobeArgument> args) {
        KprobeArgument argument = at(args, 0);
        if (argument == null || !argument.hasBpfAttrArg()) {
            return "";
        }
        KprobeBpfAttr attr = argument.getBpfAttrArg();
        return attr.getProgType()
                + " "
                + attr.getProgName()
                + " instruction count "
                + Integer.toUnsignedString(attr.getInsnCnt());
    }

    private static String perfEvent(List<KprobeArgument> args) {
        KprobeArgument argument = at(args, 0);
        if (argument == null || !argument.hasPerfEventArg()) {
            return "";
        }
        KprobePerfEvent event = argument.getPerfEventArg();
        return event.getType() + " " + event.getKprobeFunc();
    }

    private static String map(List<KprobeArgument> args) {
        KprobeArgument argument = at(args, 0);
        if (argument == null || !argument.hasBpfMapArg()) {
            return "";
        }
        KprobeBpfMap map = argument.getBpfMapArg();
        return map.getMapType()
                + " "
                + map.getMapName()
                + " key size "
                + Integer.toUnsignedString(map.getKeySize())
                + " value size "
                + Integer.toUnsignedString(map.getValueSize())
                + " max entries "
                + Integer.toUnsignedString(map.getMaxEntries());
    }

    private String filePermission(String info, List<KprobeArgument> args) {
        String file = file(args, 0);
        String mask = number(args, 1);
        if (mask.equals(Integer.toString(MAY_WRITE))) {
            return join("📝", "write", info, file);
        }
        if (mask.equals(Integer.toString(MAY_READ))) {
            return join("📚", "read", info, file);
        }
        return join("❓", "security_file_permission", info, file);
    }

    private String mmap(String info, List<KprobeArgument> args) {
        String bits = number(args, 1);
        if (bits.isEmpty()) {
            return join("❓", "security_mmap_file", info);
        }
        long protection = Long.parseUnsignedLong(bits);
        String word =
                "mmap-"
                        + ((protection & 1) != 0 ? "r" : "")
                        + ((protection & 2) != 0 ? "w" : "")
                        + ((protection & 4) != 0 ? "x" : "");
        return join("📝", word, info, file(args, 0));
    }
}
