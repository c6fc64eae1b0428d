package beelab.sensor.compile;

/** What the kernel side must know of each {@link ArgType}: numbers of config.h and wire.h. */
final class ArgTypes {
    private static final int SIZE_NUMBER = 8;
    private static final int SIZE_FILE = 16;
    private static final int SIZE_SOCK = 64;
    private static final int SIZE_SKB = 88;
    private static final int SIZE_UNIX = 16 + 108;
    private static final int SIZE_USER_NS = 16;
    private static final int SIZE_CRED = 80;
    private static final int SIZE_MODULE = 80;
    private static final int SIZE_BPF = 40;
    private static final int SIZE_PERF = 88;

    private ArgTypes() {}

    /** {@code enum arg_type}. */
    static int code(ArgType type) {
        return switch (type) {
            case INT8 -> ConfigCodes.TYPE_S8;
            case UINT8 -> ConfigCodes.TYPE_U8;
            case INT16 -> ConfigCodes.TYPE_S16;
            case UINT16 -> ConfigCodes.TYPE_U16;
            case INT32 -> ConfigCodes.TYPE_S32;
            case UINT32 -> ConfigCodes.TYPE_U32;
            case INT64 -> ConfigCodes.TYPE_S64;
            case UINT64 -> ConfigCodes.TYPE_U64;
            case STRING -> ConfigCodes.TYPE_STRING;
            case CHAR_BUF -> ConfigCodes.TYPE_BUFFER;
            case DATA_LOC -> ConfigCodes.TYPE_DATA_LOC;
            case FD -> ConfigCodes.TYPE_FD;
            case FILE -> ConfigCodes.TYPE_FILE;
            case PATH -> ConfigCodes.TYPE_PATH;
            case DENTRY -> ConfigCodes.TYPE_DENTRY;
            case FILENAME -> ConfigCodes.TYPE_FILENAME;
            case LINUX_BINPRM -> ConfigCodes.TYPE_BINPRM;
            case SOCK -> ConfigCodes.TYPE_SOCK;
            case SOCKET -> ConfigCodes.TYPE_SOCKET;
            case SOCK_FD -> ConfigCodes.TYPE_SOCK_FD;
            case ARRAY -> ConfigCodes.TYPE_ARRAY;
            case IOVEC -> ConfigCodes.TYPE_IOVEC;
            case IOV_ITER -> ConfigCodes.TYPE_IOV_ITER;
            case SKB -> ConfigCodes.TYPE_SKB;
            case SOCKADDR -> ConfigCodes.TYPE_SOCKADDR;
            case SOCKADDR_UN -> ConfigCodes.TYPE_SOCKADDR_UN;
            case KIOCB -> ConfigCodes.TYPE_KIOCB;
            case CRED -> ConfigCodes.TYPE_CRED;
            case USER_NS -> ConfigCodes.TYPE_USER_NS;
            case CAP_SET -> ConfigCodes.TYPE_CAP_SET;
            case SYSCALL -> ConfigCodes.TYPE_SYSCALL;
            case MODULE -> ConfigCodes.TYPE_MODULE;
            case LOAD_INFO -> ConfigCodes.TYPE_LOAD_INFO;
            case NET_DEVICE -> ConfigCodes.TYPE_NET_DEVICE;
            case BPF_ATTR -> ConfigCodes.TYPE_BPF_ATTR;
            case BPF_MAP -> ConfigCodes.TYPE_BPF_MAP;
            case BPF_PROG -> ConfigCodes.TYPE_BPF_PROG;
            case PERF_EVENT -> ConfigCodes.TYPE_PERF_EVENT;
        };
    }

    /** What a value of the type is in an event, unless the policy's type says something else. */
    static ValueKind kind(ArgType type) {
        return switch (type) {
            case INT8, INT16, INT32 -> ValueKind.INT;
            case UINT8, UINT16, UINT32 -> ValueKind.UINT;
            case INT64 -> ValueKind.LONG;
            case UINT64 -> ValueKind.SIZE;
            case STRING, DATA_LOC, FILENAME, NET_DEVICE -> ValueKind.TEXT;
            case CHAR_BUF, ARRAY, IOVEC, IOV_ITER -> ValueKind.BYTES;
            case FD, FILE, KIOCB -> ValueKind.FILE;
            case LINUX_BINPRM -> ValueKind.BINPRM;
            case PATH, DENTRY -> ValueKind.PATH;
            case SOCK, SOCKET, SOCK_FD -> ValueKind.SOCK;
            case SKB -> ValueKind.SKB;
            case SOCKADDR -> ValueKind.SOCKADDR;
            case SOCKADDR_UN -> ValueKind.SOCKADDR_UN;
            case CRED -> ValueKind.CRED;
            case USER_NS -> ValueKind.USER_NS;
            case CAP_SET -> ValueKind.CAP_SET;
            case SYSCALL -> ValueKind.SYSCALL;
            case MODULE, LOAD_INFO -> ValueKind.MODULE;
            case BPF_ATTR -> ValueKind.BPF_ATTR;
            case BPF_MAP -> ValueKind.BPF_MAP;
            case BPF_PROG -> ValueKind.BPF_PROG;
            case PERF_EVENT -> ValueKind.PERF_EVENT;
        };
    }

    /** Most bytes of payload in a record. */
    static int payloadSize(ArgSpec spec) {
        return switch (spec.kind()) {
            case INT,
                    UINT,
                    LONG,
                    SIZE,
                    CAPABILITY,
                    CAP_SET,
                    CAP_INHERITABLE,
                    CAP_PERMITTED,
                    CAP_EFFECTIVE,
                    SYSCALL,
                    BPF_CMD ->
                    SIZE_NUMBER;
            case TEXT, BYTES, WORDS -> Math.min(spec.maxData(), ArgSpec.MAX_DATA);
            case FILE, BINPRM, PATH -> SIZE_FILE + ArgSpec.MAX_DATA;
            case SOCK, SOCKADDR -> SIZE_SOCK;
            case SKB -> SIZE_SKB;
            case SOCKADDR_UN -> SIZE_UNIX;
            case CRED -> SIZE_CRED;
            case USER_NS -> SIZE_USER_NS;
            case MODULE -> SIZE_MODULE;
            case BPF_ATTR, BPF_PROG, BPF_MAP -> SIZE_BPF;
            case PERF_EVENT -> SIZE_PERF;
        };
    }

    static boolean isSigned(ArgType type) {
        return type == ArgType.INT8
                || type == ArgType.INT16
                || type == ArgType.INT32
                || type == ArgType.INT64;
    }

    /** A number of a policy as the kernel side sees it: cut to the type's width and extended. */
    static long narrow(ArgType type, long value) {
        return switch (type) {
            case INT8 -> (byte) value;
            case UINT8 -> value & 0xff;
            case INT16 -> (short) value;
            case UINT16 -> value & 0xffff;
            case INT32 -> (int) value;
            case UINT32, SYSCALL -> value & 0xffff_ffffL;
            case INT64,
                    UINT64,
                    STRING,
                    CHAR_BUF,
                    DATA_LOC,
                    FD,
                    FILE,
                    PATH,
                    DENTRY,
                    FILENAME,
                    LINUX_BINPRM,
                    SOCK,
                    SOCKET,
                    SOCK_FD,
                    ARRAY,
                    IOVEC,
                    IOV_ITER,
                    SKB,
                    SOCKADDR,
                    SOCKADDR_UN,
                    KIOCB,
                    CRED,
                    USER_NS,
                    CAP_SET,
                    MODULE,
                    LOAD_INFO,
                    NET_DEVICE,
                    BPF_ATTR,
                    BPF_MAP,
                    BPF_PROG,
                    PERF_EVENT ->
                    value;
        };
    }
}
