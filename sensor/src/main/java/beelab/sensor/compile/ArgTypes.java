package beelab.sensor.compile;

/** What the kernel side must know of each {@link ArgType}: numbers of config.h and wire.h. */
final class ArgTypes {
    private static final int SIZE_NUMBER = 8;
    private static final int SIZE_FILE = 16;
    private static final int SIZE_SOCK = 64;

    private ArgTypes() {}

    /** {@code enum arg_type}. */
    static int code(ArgType type) {
        return switch (type) {
            case INT8 -> 1;
            case UINT8 -> 2;
            case INT16 -> 3;
            case UINT16 -> 4;
            case INT32 -> 5;
            case UINT32 -> 6;
            case INT64 -> 7;
            case UINT64 -> 8;
            case STRING -> 9;
            case CHAR_BUF -> 10;
            case DATA_LOC -> 11;
            case FD -> 12;
            case FILE -> 13;
            case PATH -> 14;
            case DENTRY -> 15;
            case FILENAME -> 16;
            case LINUX_BINPRM -> 17;
            case SOCK -> 18;
            case SOCKET -> 19;
            case SOCK_FD -> 20;
        };
    }

    /** {@code enum value_kind} of what is sent. */
    static int valueKind(ArgType type) {
        return switch (type) {
            case INT8, INT16, INT32 -> 1;
            case UINT8, UINT16, UINT32 -> 2;
            case INT64 -> 3;
            case UINT64 -> 4;
            case STRING, DATA_LOC, FILENAME -> 5;
            case CHAR_BUF -> 6;
            case FD, FILE, LINUX_BINPRM -> 7;
            case PATH, DENTRY -> 8;
            case SOCK, SOCKET, SOCK_FD -> 9;
        };
    }

    /** Most bytes of payload in a record. */
    static int payloadSize(ArgSpec spec) {
        return switch (spec.type()) {
            case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 -> SIZE_NUMBER;
            case STRING, DATA_LOC, FILENAME, CHAR_BUF -> spec.maxData();
            case FD, FILE, LINUX_BINPRM, PATH, DENTRY -> SIZE_FILE + ArgSpec.MAX_DATA;
            case SOCK, SOCKET, SOCK_FD -> SIZE_SOCK;
        };
    }

    static boolean isSigned(ArgType type) {
        return switch (type) {
            case INT8, INT16, INT32, INT64 -> true;
            case UINT8,
                    UINT16,
                    UINT32,
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
                    SOCK_FD ->
                    false;
        };
    }

    /** A number of a policy as the kernel side sees it: cut to the type's width and extended. */
    static long narrow(ArgType type, long value) {
        return switch (type) {
            case INT8 -> (byte) value;
            case UINT8 -> value & 0xff;
            case INT16 -> (short) value;
            case UINT16 -> value & 0xffff;
            case INT32 -> (int) value;
            case UINT32 -> value & 0xffff_ffffL;
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
                    SOCK_FD ->
                    value;
        };
    }
}
