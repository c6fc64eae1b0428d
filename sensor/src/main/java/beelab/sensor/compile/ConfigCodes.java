package beelab.sensor.compile;

/** The enums of {@code bpf/include/config.h}, under their C names. ContractTest compares both. */
final class ConfigCodes {
    static final int TYPE_NONE = 0;
    static final int TYPE_S8 = 1;
    static final int TYPE_U8 = 2;
    static final int TYPE_S16 = 3;
    static final int TYPE_U16 = 4;
    static final int TYPE_S32 = 5;
    static final int TYPE_U32 = 6;
    static final int TYPE_S64 = 7;
    static final int TYPE_U64 = 8;
    static final int TYPE_STRING = 9;
    static final int TYPE_BUFFER = 10;
    static final int TYPE_DATA_LOC = 11;
    static final int TYPE_FD = 12;
    static final int TYPE_FILE = 13;
    static final int TYPE_PATH = 14;
    static final int TYPE_DENTRY = 15;
    static final int TYPE_FILENAME = 16;
    static final int TYPE_BINPRM = 17;
    static final int TYPE_SOCK = 18;
    static final int TYPE_SOCKET = 19;
    static final int TYPE_SOCK_FD = 20;
    static final int TYPE_ARRAY = 21;
    static final int TYPE_IOVEC = 22;
    static final int TYPE_IOV_ITER = 23;
    static final int TYPE_SKB = 24;
    static final int TYPE_SOCKADDR = 25;
    static final int TYPE_SOCKADDR_UN = 26;
    static final int TYPE_KIOCB = 27;
    static final int TYPE_CRED = 28;
    static final int TYPE_USER_NS = 29;
    static final int TYPE_CAP_SET = 30;
    static final int TYPE_SYSCALL = 31;
    static final int TYPE_MODULE = 32;
    static final int TYPE_LOAD_INFO = 33;
    static final int TYPE_NET_DEVICE = 34;
    static final int TYPE_BPF_ATTR = 35;
    static final int TYPE_BPF_MAP = 36;
    static final int TYPE_BPF_PROG = 37;
    static final int TYPE_PERF_EVENT = 38;

    static final int SOURCE_NONE = 0;
    static final int SOURCE_ARGUMENT = 1;
    static final int SOURCE_CONSTANT = 2;
    static final int SOURCE_FIELD = 3;
    static final int SOURCE_RETURN = 4;
    static final int SOURCE_SAVED = 5;
    static final int SOURCE_RETURN_STATUS = 6;
    static final int SOURCE_REGISTER = 7;
    static final int SOURCE_USER = 8;

    static final int SOURCE_SYSCALL = 9;
    static final int SOURCE_SYSCALL_IA32 = 10;
    static final int SOURCE_POINTED = 11;
    static final int SOURCE_SAVED_POINTED = 12;
    static final int SOURCE_RETURN_FILE_DATA = 13;
    static final int SOURCE_CRED = 14;
    static final int SOURCE_TASK = 15;

    static final int REF_SIGNED = 1;

    static final int ARG_USER_MEMORY = 1;
    static final int ARG_LARGE = 2;
    static final int ARG_LIMIT_RETURN = 4;

    static final int FIELD_NUMBER = 0;
    static final int FIELD_TEXT = 1;
    static final int FIELD_FILE_TYPE = 2;
    static final int FIELD_SOCK_FAMILY = 3;
    static final int FIELD_SOCK_PROTOCOL = 4;
    static final int FIELD_SOCK_STATE = 5;
    static final int FIELD_SOCK_SPORT = 6;
    static final int FIELD_SOCK_DPORT = 7;
    static final int FIELD_SOCK_SADDR = 8;
    static final int FIELD_SOCK_DADDR = 9;
    static final int FIELD_EXE = 10;
    static final int FIELD_PARENT_EXE = 11;
    static final int FIELD_SCRIPT = 12;
    static final int FIELD_PARENT_SCRIPT = 13;
    static final int FIELD_SUBJECT = 64;

    static final int TEST_NONE = 0;
    static final int TEST_NUMBER_IN = 1;
    static final int TEST_NUMBER_GREATER = 2;
    static final int TEST_NUMBER_LESS = 3;
    static final int TEST_NUMBER_ANY_BIT = 4;
    static final int TEST_NUMBER_RANGE = 5;
    static final int TEST_NUMBER_SET = 6;
    static final int TEST_TEXT_EQUAL = 7;
    static final int TEST_TEXT_PREFIX = 8;
    static final int TEST_TEXT_SUFFIX = 9;
    static final int TEST_ADDRESS = 10;
    static final int TEST_ANY = 11;
    static final int TEST_NUMBER_TRIE = 12;
    static final int TEST_BITS_GAINED = 13;
    static final int TEST_TEXT_AUTOMATON = 14;
    static final int TEST_EXPRESSION = 15;
    static final int TEST_WORKLOAD = 16;

    static final int FILTER_NEGATED = 1;
    static final int FILTER_SIGNED = 2;
    static final int FILTER_FOLLOW_FORKS = 4;
    static final int FILTER_AT_FRONT = 8;
    static final int FILTER_AT_END = 16;

    static final int ROLE_REPORT = 0;
    static final int ROLE_ENTER = 1;
    static final int ROLE_LEAVE = 2;
    static final int ROLE_ENFORCE = 3;

    static final int NOTIFY_NONE = 0;
    static final int NOTIFY_SET = 1;
    static final int NOTIFY_CLEAR = 2;

    /** Room for the numbers of system calls; those of 32-bit programs follow. */
    static final int SYSCALL_NUMBERS = 512;

    static final int OPTION_WORKLOADS = 1;
    static final int OPTION_RETURN_SELECTORS = 2;
    static final int OPTION_MERGED = 4;
    static final int OPTION_NEEDS_BINARY = 8;
    static final int OPTION_NEEDS_PIDS = 16;
    static final int OPTION_NEEDS_ANCESTORS = 32;
    static final int OPTION_OVERRIDES = 64;
    static final int OPTION_SITES = 128;
    static final int OPTION_WRITES_USER = 256;
    static final int OPTION_SYSCALL_SITES = 512;
    static final int OPTION_CHAINED = 1024;
    static final int OPTION_NEEDS_PARENT = 2048;
    static final int OPTION_NEEDS_SCRIPT = 4096;
    static final int OPTION_NEEDS_PARENT_SCRIPT = 8192;
    static final int OPTION_NEEDS_FOLLOWED = 16384;
    static final int OPTION_NEEDS_PARENT_FOLLOWED = 32768;
    static final int OPTION_NEEDS_NAMESPACES = 65536;
    static final int OPTION_NEEDS_CREDENTIALS = 131072;
    static final int OPTION_NEEDS_ORIGIN = 262144;
    static final int OPTION_NEEDS_CGROUP = 524288;
    static final int OPTION_FILTER_LIST = 1048576;
    static final int OPTION_WORKLOADS_EXCLUDED = 2097152;
    static final int OPTION_NOTIFIES = 4194304;
    static final int OPTION_RATE_LIMITS = 1 << 24;
    static final int OPTION_KERNEL_STACK = 1 << 25;
    static final int OPTION_USER_STACK = 1 << 26;
    static final int OPTION_TRACKS_SOCKS = 1 << 27;
    static final int OPTION_SOCK_OWNERS = 1 << 28;
    static final int OPTION_MORE_SIGNALS = 1 << 29;
    static final int OPTION_IMA_HASH = 1 << 30;

    static final int RATE_THREAD = 0;
    static final int RATE_PROCESS = 1;
    static final int RATE_GLOBAL = 2;

    static final int EXTRA_KERNEL_STACK = 1;
    static final int EXTRA_USER_STACK = 2;
    static final int EXTRA_IMA_HASH = 4;

    static final int SOCK_UNTRACK = 0x80;
    static final int RETURN_SOCK_LEAVE = 0;
    static final int RETURN_SOCK_TRACK = 1;
    static final int RETURN_SOCK_UNTRACK = 2;

    static final int IMA_FILE = 0;
    static final int IMA_BINPRM = 1;

    static final int SUBJECT_PID = 0;
    static final int SUBJECT_NS_PID = 1;
    static final int SUBJECT_FOLLOWED = 2;
    static final int SUBJECT_PARENT_FOLLOWED = 3;
    static final int SUBJECT_NS_UTS = 4;
    static final int SUBJECT_NS_IPC = 5;
    static final int SUBJECT_NS_MNT = 6;
    static final int SUBJECT_NS_PID_OWN = 7;
    static final int SUBJECT_NS_PID_FOR_CHILDREN = 8;
    static final int SUBJECT_NS_NET = 9;
    static final int SUBJECT_NS_TIME = 10;
    static final int SUBJECT_NS_TIME_FOR_CHILDREN = 11;
    static final int SUBJECT_NS_CGROUP = 12;
    static final int SUBJECT_NS_USER = 13;
    static final int SUBJECT_NS_CHANGED = 14;
    static final int SUBJECT_CAP_PERMITTED = 15;
    static final int SUBJECT_CAP_EFFECTIVE = 16;
    static final int SUBJECT_CAP_INHERITABLE = 17;
    static final int SUBJECT_CAP_PERMITTED_CHANGED = 18;
    static final int SUBJECT_CAP_EFFECTIVE_CHANGED = 19;
    static final int SUBJECT_CAP_INHERITABLE_CHANGED = 20;
    static final int SUBJECT_UID = 21;
    static final int SUBJECT_GID = 22;
    static final int SUBJECT_EUID = 23;
    static final int SUBJECT_EGID = 24;
    static final int SUBJECT_SUID = 25;
    static final int SUBJECT_SGID = 26;
    static final int SUBJECT_FSUID = 27;
    static final int SUBJECT_FSGID = 28;
    static final int SUBJECT_AUID = 29;
    static final int SUBJECT_CGROUP = 30;
    static final int SUBJECT_SELECTOR = 31;
    static final int SUBJECT_NUMBERS = 32;

    static final int AUTOMATON_DEAD = 0;
    static final int AUTOMATON_ACCEPTS = -1;

    static final int STEP_CONSTANT = 0;
    static final int STEP_ARGUMENT = 1;
    static final int STEP_NEGATE = 2;
    static final int STEP_NOT = 3;
    static final int STEP_INT32 = 4;
    static final int STEP_UINT32 = 5;
    static final int STEP_ADD = 6;
    static final int STEP_SUBTRACT = 7;
    static final int STEP_EQUAL = 8;
    static final int STEP_NOT_EQUAL = 9;
    static final int STEP_LESS = 10;
    static final int STEP_LESS_EQUAL = 11;
    static final int STEP_BELOW = 12;
    static final int STEP_BELOW_EQUAL = 13;
    static final int STEP_AND = 14;
    static final int STEP_OR = 15;

    private ConfigCodes() {}
}
