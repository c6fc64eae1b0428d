package beelab.sensor.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The argument types of the policy language, in the order of the custom resource's enum. The name
 * in a policy is the constant in lower case.
 */
public enum ArgumentType {
    AUTO(Kind.OTHER, 0, false),
    INT(Kind.NUMBER, 4, true),
    SINT8(Kind.NUMBER, 1, true),
    INT8(Kind.NUMBER, 1, true),
    UINT8(Kind.NUMBER, 1, false),
    SINT16(Kind.NUMBER, 2, true),
    INT16(Kind.NUMBER, 2, true),
    UINT16(Kind.NUMBER, 2, false),
    UINT32(Kind.NUMBER, 4, false),
    SINT32(Kind.NUMBER, 4, true),
    INT32(Kind.NUMBER, 4, true),
    ULONG(Kind.NUMBER, 8, false),
    UINT64(Kind.NUMBER, 8, false),
    SIZE_T(Kind.NUMBER, 8, false),
    LONG(Kind.NUMBER, 8, true),
    SINT64(Kind.NUMBER, 8, true),
    INT64(Kind.NUMBER, 8, true),
    CHAR_BUF(Kind.TEXT),
    CHAR_IOVEC(Kind.TEXT),
    SKB(Kind.SOCKET),
    SOCK(Kind.SOCKET),
    SOCKADDR(Kind.SOCKET),
    SOCKET(Kind.SOCKET),
    SOCKADDR_UN(Kind.SOCKET),
    STRING(Kind.TEXT),
    FD(Kind.FILE),
    FILE(Kind.FILE),
    FILENAME(Kind.FILE),
    PATH(Kind.FILE),
    NOP(Kind.OTHER),
    BPF_ATTR(Kind.OTHER),
    PERF_EVENT(Kind.OTHER),
    BPF_MAP(Kind.OTHER),
    USER_NAMESPACE(Kind.OTHER),
    CAPABILITY(Kind.NUMBER, 4, true),
    KIOCB(Kind.FILE),
    IOV_ITER(Kind.OTHER),
    CRED(Kind.OTHER),
    CONST_BUF(Kind.OTHER),
    LOAD_INFO(Kind.OTHER),
    MODULE(Kind.OTHER),
    SYSCALL64(Kind.NUMBER, 8, false),
    KERNEL_CAP_T(Kind.NUMBER, 8, false),
    CAP_INHERITABLE(Kind.NUMBER, 8, false),
    CAP_PERMITTED(Kind.NUMBER, 8, false),
    CAP_EFFECTIVE(Kind.NUMBER, 8, false),
    LINUX_BINPRM(Kind.FILE),
    DATA_LOC(Kind.TEXT),
    NET_DEVICE(Kind.TEXT),
    BPF_CMD(Kind.NUMBER, 4, true),
    DENTRY(Kind.FILE),
    BPF_PROG(Kind.OTHER);

    /** What a value of the type is to a selector. */
    public enum Kind {
        /** A number of {@link ArgumentType#bytes()} bytes. */
        NUMBER,
        /** Characters. */
        TEXT,
        /** Something whose path is compared. */
        FILE,
        /** Something with addresses, ports, a protocol or a family. */
        SOCKET,
        /** Reported but not comparable. */
        OTHER
    }

    private static final Map<String, ArgumentType> BY_NAME =
            Arrays.stream(values())
                    .collect(Collectors.toMap(ArgumentType::yamlName, Function.identity()));

    private final Kind kind;
    private final int bytes;
    private final boolean signed;

    ArgumentType(Kind kind) {
        this(kind, 0, false);
    }

    ArgumentType(Kind kind, int bytes, boolean signed) {
        this.kind = kind;
        this.bytes = bytes;
        this.signed = signed;
    }

    public Kind kind() {
        return kind;
    }

    /** Width of a number in bytes (1, 2, 4 or 8); 0 for everything else. */
    public int bytes() {
        return bytes;
    }

    /** Whether a number is signed; false for everything else. */
    public boolean signed() {
        return signed;
    }

    /** Whether values are compared as text: strings, buffers and paths. */
    public boolean isTextual() {
        return kind == Kind.TEXT || kind == Kind.FILE;
    }

    /** The spelling in a policy, such as {@code size_t}. */
    public String yamlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of that spelling; {@link #AUTO} when there is none. */
    static ArgumentType ofYaml(String name) {
        return BY_NAME.getOrDefault(name, AUTO);
    }

    /** All spellings in the order of the language. */
    static List<String> yamlNames() {
        return Arrays.stream(values()).map(ArgumentType::yamlName).toList();
    }
}
