package beelab.lab.feed;

import beelab.sensor.api.KprobeArgument;
import beelab.sensor.api.KprobeSkb;
import beelab.sensor.api.KprobeSock;
import beelab.sensor.export.json.ProtoJson;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** An argument of a hooked function as a short text that people and checks can compare. */
final class ArgumentText {

    private static final int MAX_BYTES = 64;

    private ArgumentText() {}

    static String of(KprobeArgument arg) {
        return switch (arg.getArgCase()) {
            case STRING_ARG -> arg.getStringArg();
            case INT_ARG -> Integer.toString(arg.getIntArg());
            case UINT_ARG -> Integer.toUnsignedString(arg.getUintArg());
            case SIZE_ARG -> Long.toUnsignedString(arg.getSizeArg());
            case LONG_ARG -> Long.toString(arg.getLongArg());
            case BYTES_ARG -> bytes(arg.getBytesArg());
            case TRUNCATED_BYTES_ARG -> bytes(arg.getTruncatedBytesArg().getBytesArg()) + "…";
            case PATH_ARG -> arg.getPathArg().getPath();
            case FILE_ARG -> arg.getFileArg().getPath();
            case LINUX_BINPRM_ARG -> arg.getLinuxBinprmArg().getPath();
            case SOCK_ARG -> sock(arg.getSockArg());
            case SKB_ARG -> skb(arg.getSkbArg());
            case SOCKADDR_ARG ->
                    arg.getSockaddrArg().getAddr() + ":" + arg.getSockaddrArg().getPort();
            case SOCKADDRUN_ARG -> arg.getSockaddrunArg().getPath();
            case CAPABILITY_ARG -> arg.getCapabilityArg().getName();
            case NET_DEV_ARG -> arg.getNetDevArg().getName();
            case MODULE_ARG -> arg.getModuleArg().getName();
            case BPF_CMD_ARG -> arg.getBpfCmdArg().name();
            case SYSCALL_ID -> Integer.toString(arg.getSyscallId().getId());
            case KERNEL_CAP_T_ARG -> arg.getKernelCapTArg();
            case CAP_INHERITABLE_ARG -> arg.getCapInheritableArg();
            case CAP_PERMITTED_ARG -> arg.getCapPermittedArg();
            case CAP_EFFECTIVE_ARG -> arg.getCapEffectiveArg();
            case ERROR_ARG -> "(" + arg.getErrorArg().getMessage() + ")";
            // Structures without a customary short form: their fields, as in the JSON event.
            case CRED_ARG,
                    BPF_ATTR_ARG,
                    BPF_PROG_ARG,
                    BPF_MAP_ARG,
                    PERF_EVENT_ARG,
                    USER_NAMESPACE_ARG,
                    USER_NS_ARG,
                    PROCESS_CREDENTIALS_ARG ->
                    ProtoJson.print(arg);
            case ARG_NOT_SET -> "";
        };
    }

    private static String sock(KprobeSock sock) {
        return "%s:%d -> %s:%d"
                .formatted(sock.getSaddr(), sock.getSport(), sock.getDaddr(), sock.getDport());
    }

    private static String skb(KprobeSkb skb) {
        return "%s:%d -> %s:%d"
                .formatted(skb.getSaddr(), skb.getSport(), skb.getDaddr(), skb.getDport());
    }

    /** Text when it is text, hexadecimal digits otherwise, cut to a length that fits a line. */
    private static String bytes(ByteString bytes) {
        byte[] start = bytes.substring(0, Math.min(bytes.size(), MAX_BYTES)).toByteArray();
        String more = bytes.size() > MAX_BYTES ? "…" : "";
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(start)).toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return text + more;
            }
        } catch (CharacterCodingException _) {
            // Not text.
        }
        return HexFormat.of().formatHex(start) + more;
    }
}
