package beelab.sensor.compile;

/**
 * What a value is in the event. A type of the policy language has one kind, but several types may
 * share a way of being read: a capability is a number, and {@code path} and {@code file} both may
 * stand for a descriptor.
 */
public enum ValueKind {
    INT(1),
    UINT(2),
    LONG(3),
    SIZE(4),
    TEXT(5),
    BYTES(6),
    FILE(7),
    PATH(8),
    SOCK(9),
    BINPRM(10),
    WORDS(11),
    SKB(12),
    SOCKADDR(13),
    SOCKADDR_UN(14),
    CRED(15),
    USER_NS(16),
    CAPABILITY(17),
    CAP_SET(18),
    CAP_INHERITABLE(19),
    CAP_PERMITTED(20),
    CAP_EFFECTIVE(21),
    SYSCALL(22),
    MODULE(23),
    BPF_CMD(24),
    BPF_ATTR(25),
    BPF_PROG(26),
    BPF_MAP(27),
    PERF_EVENT(28);

    private final int code;

    ValueKind(int code) {
        this.code = code;
    }

    /** {@code enum value_kind} of bpf/include/wire.h. */
    int code() {
        return code;
    }
}
