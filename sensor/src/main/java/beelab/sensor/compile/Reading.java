package beelab.sensor.compile;

import beelab.sensor.compile.Provided.Form;
import beelab.sensor.policy.ArgumentType;
import org.jspecify.annotations.Nullable;

/**
 * How an argument of a policy is read where a mechanism provides it.
 *
 * @param type how the kernel side reads it
 * @param kind what it is in the event
 */
record Reading(ArgType type, ValueKind kind) {

    /**
     * The way to read a value as a type of the policy.
     *
     * @return null when such a value cannot be read as that type
     */
    static @Nullable Reading of(ArgumentType wanted, Provided provided) {
        ArgumentType type = wanted == ArgumentType.AUTO ? natural(provided) : wanted;
        if (type == null) {
            return null;
        }
        ArgType how = how(type, provided);
        return how == null ? null : new Reading(how, kind(type, how, provided));
    }

    private static ValueKind kind(ArgumentType type, ArgType how, Provided provided) {
        return switch (type) {
            case CAPABILITY -> ValueKind.CAPABILITY;
            case BPF_CMD -> ValueKind.BPF_CMD;
            case CAP_INHERITABLE -> ValueKind.CAP_INHERITABLE;
            case CAP_PERMITTED -> ValueKind.CAP_PERMITTED;
            case CAP_EFFECTIVE -> ValueKind.CAP_EFFECTIVE;
            case CONST_BUF -> provided.isArrayOfWords() ? ValueKind.WORDS : ValueKind.BYTES;
            case STRING -> ValueKind.TEXT;
            case PATH, DENTRY -> how == ArgType.STRING ? ValueKind.TEXT : ValueKind.PATH;
            case FILE, FD, KIOCB -> ValueKind.FILE;
            default -> ArgTypes.kind(how);
        };
    }

    private static @Nullable ArgType how(ArgumentType type, Provided provided) {
        Form form = provided.form();
        boolean unknown = form == Form.UNKNOWN || form == Form.OPERAND;
        boolean open = unknown || form == Form.VOID;
        return switch (type) {
            case STRING ->
                    switch (form) {
                        case DATA_LOC -> ArgType.DATA_LOC;
                        case ARRAY -> provided.isArrayOfText() ? ArgType.ARRAY : null;
                        case TEXT, WRITTEN_PATH, UNKNOWN, OPERAND, VOID -> ArgType.STRING;
                        default -> null;
                    };
            case DATA_LOC -> form == Form.DATA_LOC ? ArgType.DATA_LOC : null;
            case CHAR_BUF ->
                    form == Form.ARRAY
                            ? ArgType.ARRAY
                            : form.isPointer() || unknown ? ArgType.CHAR_BUF : null;
            case CONST_BUF -> form == Form.ARRAY ? ArgType.ARRAY : null;
            case FD -> form == Form.NUMBER || unknown ? ArgType.FD : null;
            case FILE ->
                    switch (form) {
                        case DESCRIPTOR_OF_FILE -> ArgType.FD;
                        case EXECUTED_FILE -> ArgType.LINUX_BINPRM;
                        case FILE, UNKNOWN, VOID -> ArgType.FILE;
                        default -> null;
                    };
            case PATH ->
                    switch (form) {
                        case DESCRIPTOR_OF_FILE -> ArgType.FD;
                        case WRITTEN_PATH -> ArgType.STRING;
                        case PATH, UNKNOWN, VOID -> ArgType.PATH;
                        default -> null;
                    };
            case SOCK ->
                    form == Form.DESCRIPTOR_OF_SOCKET
                            ? ArgType.SOCK_FD
                            : form == Form.SOCK || open ? ArgType.SOCK : null;
            case SOCKET ->
                    form == Form.DESCRIPTOR_OF_SOCKET
                            ? ArgType.SOCK_FD
                            : form == Form.SOCKET || open ? ArgType.SOCKET : null;
            case DENTRY ->
                    form == Form.WRITTEN_PATH
                            ? ArgType.STRING
                            : form == Form.DENTRY || open ? ArgType.DENTRY : null;
            case FILENAME -> when(form == Form.FILENAME || open, ArgType.FILENAME);
            case LINUX_BINPRM -> when(form == Form.BINPRM || open, ArgType.LINUX_BINPRM);
            case SKB -> when(form == Form.SKB || open, ArgType.SKB);
            case SOCKADDR -> when(form == Form.SOCKADDR || open, ArgType.SOCKADDR);
            case SOCKADDR_UN -> when(form == Form.SOCKADDR || open, ArgType.SOCKADDR_UN);
            case CHAR_IOVEC -> when(form == Form.IOVEC || open, ArgType.IOVEC);
            case IOV_ITER -> when(form == Form.IOV_ITER || open, ArgType.IOV_ITER);
            case KIOCB -> when(form == Form.KIOCB || open, ArgType.KIOCB);
            case CRED -> when(form == Form.CRED || open, ArgType.CRED);
            case USER_NAMESPACE -> when(form == Form.USER_NS || open, ArgType.USER_NS);
            case KERNEL_CAP_T, CAP_INHERITABLE, CAP_PERMITTED, CAP_EFFECTIVE ->
                    when(form == Form.CAP_SET || open, ArgType.CAP_SET);
            case MODULE -> when(form == Form.MODULE || open, ArgType.MODULE);
            case LOAD_INFO -> when(form == Form.LOAD_INFO || open, ArgType.LOAD_INFO);
            case NET_DEVICE -> when(form == Form.NET_DEVICE || open, ArgType.NET_DEVICE);
            case BPF_ATTR -> when(form == Form.BPF_ATTR || open, ArgType.BPF_ATTR);
            case BPF_MAP -> when(form == Form.BPF_MAP || open, ArgType.BPF_MAP);
            case BPF_PROG -> when(form == Form.BPF_PROG || open, ArgType.BPF_PROG);
            case PERF_EVENT -> when(form == Form.PERF_EVENT || open, ArgType.PERF_EVENT);
            case SYSCALL64 -> when(form == Form.NUMBER || unknown, ArgType.SYSCALL);
            case AUTO, NOP -> null;
            case INT,
                    SINT8,
                    INT8,
                    UINT8,
                    SINT16,
                    INT16,
                    UINT16,
                    UINT32,
                    SINT32,
                    INT32,
                    ULONG,
                    UINT64,
                    SIZE_T,
                    LONG,
                    SINT64,
                    INT64,
                    CAPABILITY,
                    BPF_CMD ->
                    number(type, provided);
        };
    }

    private static @Nullable ArgType when(boolean fits, ArgType type) {
        return fits ? type : null;
    }

    private static @Nullable ArgType number(ArgumentType type, Provided provided) {
        boolean fits =
                provided.form() == Form.NUMBER
                        || provided.form() == Form.UNKNOWN
                        || provided.form() == Form.OPERAND
                        // An address, for those who want to see it.
                        || provided.form().isPointer() && type.bytes() == 8;
        return fits ? number(type.bytes(), type.signed()) : null;
    }

    private static ArgType number(int bytes, boolean signed) {
        return switch (bytes) {
            case 1 -> signed ? ArgType.INT8 : ArgType.UINT8;
            case 2 -> signed ? ArgType.INT16 : ArgType.UINT16;
            case 4 -> signed ? ArgType.INT32 : ArgType.UINT32;
            default -> signed ? ArgType.INT64 : ArgType.UINT64;
        };
    }

    /** The type that the kernel's own declaration suggests; null when there is none. */
    static @Nullable ArgumentType natural(Provided provided) {
        return switch (provided.form()) {
            case NUMBER, OPERAND ->
                    switch (provided.bytes()) {
                        case 1 -> provided.signed() ? ArgumentType.INT8 : ArgumentType.UINT8;
                        case 2 -> provided.signed() ? ArgumentType.INT16 : ArgumentType.UINT16;
                        case 4 -> provided.signed() ? ArgumentType.INT32 : ArgumentType.UINT32;
                        default -> provided.signed() ? ArgumentType.INT64 : ArgumentType.UINT64;
                    };
            case TEXT, WRITTEN_PATH -> ArgumentType.STRING;
            case DATA_LOC -> ArgumentType.DATA_LOC;
            case FILE, DESCRIPTOR_OF_FILE, EXECUTED_FILE -> ArgumentType.FILE;
            case PATH -> ArgumentType.PATH;
            case SOCK -> ArgumentType.SOCK;
            case SOCKET, DESCRIPTOR_OF_SOCKET -> ArgumentType.SOCKET;
            case DENTRY -> ArgumentType.DENTRY;
            case FILENAME -> ArgumentType.FILENAME;
            case BINPRM -> ArgumentType.LINUX_BINPRM;
            case SKB -> ArgumentType.SKB;
            case SOCKADDR -> ArgumentType.SOCKADDR;
            case IOV_ITER -> ArgumentType.IOV_ITER;
            case KIOCB -> ArgumentType.KIOCB;
            case CRED -> ArgumentType.CRED;
            case USER_NS -> ArgumentType.USER_NAMESPACE;
            case CAP_SET -> ArgumentType.KERNEL_CAP_T;
            case MODULE -> ArgumentType.MODULE;
            case LOAD_INFO -> ArgumentType.LOAD_INFO;
            case NET_DEVICE -> ArgumentType.NET_DEVICE;
            case BPF_ATTR -> ArgumentType.BPF_ATTR;
            case BPF_MAP -> ArgumentType.BPF_MAP;
            case BPF_PROG -> ArgumentType.BPF_PROG;
            case PERF_EVENT -> ArgumentType.PERF_EVENT;
            case VOID, OTHER_POINTER, IOVEC -> ArgumentType.UINT64;
            case ARRAY -> provided.isArrayOfText() ? ArgumentType.STRING : ArgumentType.CONST_BUF;
            case UNKNOWN -> null;
        };
    }
}
