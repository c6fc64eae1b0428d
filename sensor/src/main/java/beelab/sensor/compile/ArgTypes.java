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
