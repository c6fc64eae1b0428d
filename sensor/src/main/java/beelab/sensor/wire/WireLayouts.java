package beelab.sensor.wire;

import static beelab.sensor.wire.Layouts.array;
import static beelab.sensor.wire.Layouts.struct;
import static beelab.sensor.wire.Layouts.u16;
import static beelab.sensor.wire.Layouts.u32;
import static beelab.sensor.wire.Layouts.u64;
import static beelab.sensor.wire.Layouts.u8;

import java.lang.foreign.StructLayout;
import java.util.List;

/** The structures of {@code bpf/include/wire.h}, field by field. ContractTest compares both. */
final class WireLayouts {
    static final StructLayout RECORD_HEADER =
            struct(
                    "record_header",
                    u16("kind"),
                    u16("flags"),
                    u32("size"),
                    u64("ktime"),
                    u32("tgid"),
                    u32("tid"),
                    u64("start_key"));

    static final StructLayout TEXT_SPAN = struct("text_span", u32("status"), u32("original"));

    static final StructLayout NAMESPACE_IDS =
            struct(
                    "namespace_ids",
                    u32("uts"),
                    u32("ipc"),
                    u32("mnt"),
                    u32("pid"),
                    u32("pid_for_children"),
                    u32("net"),
                    u32("time"),
                    u32("time_for_children"),
                    u32("cgroup"),
                    u32("user"));

    static final StructLayout CREDENTIALS =
            struct(
                    "credentials",
                    u32("uid"),
                    u32("gid"),
                    u32("euid"),
                    u32("egid"),
                    u32("suid"),
                    u32("sgid"),
                    u32("fsuid"),
                    u32("fsgid"),
                    u32("securebits"),
                    u32("pad"),
                    u64("cap_permitted"),
                    u64("cap_effective"),
                    u64("cap_inheritable"));

    static final StructLayout EXEC_RECORD =
            struct(
                    "exec_record",
                    RECORD_HEADER.withName("header"),
                    u64("parent_start_key"),
                    u32("parent_tgid"),
                    u32("auid"),
                    CREDENTIALS.withName("creds"),
                    NAMESPACE_IDS.withName("ns"),
                    u64("cgroup_id"),
                    u64("inode"),
                    u32("nlink"),
                    u32("ns_tgid"),
                    TEXT_SPAN.withName("filename"),
                    TEXT_SPAN.withName("exe"),
                    TEXT_SPAN.withName("cwd"),
                    TEXT_SPAN.withName("cgroup"),
                    TEXT_SPAN.withName("args"));

    static final StructLayout FORK_RECORD =
            struct(
                    "fork_record",
                    RECORD_HEADER.withName("header"),
                    u64("parent_start_key"),
                    u64("cgroup_id"),
                    u32("parent_tgid"),
                    u32("ns_tgid"));

    static final StructLayout EXIT_RECORD =
            struct("exit_record", RECORD_HEADER.withName("header"), u32("code"), u32("pad"));

    static final StructLayout HOOK_RECORD =
            struct(
                    "hook_record",
                    RECORD_HEADER.withName("header"),
                    u32("policy_id"),
                    u16("hook_id"),
                    u16("selector"),
                    u8("action"),
                    u8("return_action"),
                    u8("arg_count"),
                    u8("pad"),
                    u32("enforce_status"));

    static final StructLayout ARG_RECORD =
            struct(
                    "arg_record",
                    u8("index"),
                    u8("kind"),
                    u16("depth"),
                    u32("status"),
                    u32("original"),
                    u32("chunked"));

    static final StructLayout CHUNK_RECORD =
            struct(
                    "chunk_record",
                    RECORD_HEADER.withName("header"),
                    u32("policy_id"),
                    u16("hook_id"),
                    u8("index"),
                    u8("pad"),
                    u32("offset"),
                    u32("length"));

    static final StructLayout NUMBER_PAYLOAD = struct("number_payload", u64("value"));

    static final StructLayout FILE_PAYLOAD =
            struct("file_payload", u32("flags"), u32("mode"), u64("inode"));

    static final StructLayout SOCK_PAYLOAD =
            struct(
                    "sock_payload",
                    u16("family"),
                    u16("type"),
                    u16("protocol"),
                    u8("state"),
                    u8("pad"),
                    u16("sport"),
                    u16("dport"),
                    u32("mark"),
                    u32("priority"),
                    u32("pad2"),
                    u64("cookie"),
                    array("saddr", 16, Layouts.U8),
                    array("daddr", 16, Layouts.U8));

    static final StructLayout SKB_PAYLOAD =
            struct(
                    "skb_payload",
                    SOCK_PAYLOAD.withName("sock"),
                    u32("hash"),
                    u32("length"),
                    u32("sec_path_length"),
                    u32("sec_path_offload"),
                    u16("ether_type"),
                    u16("pad"),
                    u32("pad2"));

    static final StructLayout UNIX_PAYLOAD =
            struct("unix_payload", u16("family"), u16("pad"), u32("pad2"), u64("pad3"));

    static final StructLayout USER_NS_PAYLOAD =
            struct("user_ns_payload", u32("level"), u32("owner"), u32("group"), u32("inum"));

    static final StructLayout CRED_PAYLOAD =
            struct(
                    "cred_payload",
                    CREDENTIALS.withName("creds"),
                    USER_NS_PAYLOAD.withName("user_ns"));

    static final StructLayout MODULE_PAYLOAD =
            struct(
                    "module_payload",
                    array("name", 64, Layouts.U8),
                    u64("taints"),
                    u8("signature"),
                    array("pad", 7, Layouts.U8));

    static final StructLayout BPF_PAYLOAD =
            struct(
                    "bpf_payload",
                    array("name", 16, Layouts.U8),
                    u32("type"),
                    u32("instructions"),
                    u32("key_size"),
                    u32("value_size"),
                    u32("max_entries"),
                    u32("pad"));

    static final StructLayout PERF_PAYLOAD =
            struct(
                    "perf_payload",
                    array("function", 64, Layouts.U8),
                    u32("type"),
                    u32("pad"),
                    u64("config"),
                    u64("probe_offset"));

    static final StructLayout USER_FRAME =
            struct("user_frame", u32("status"), array("build_id", 20, Layouts.U8), u64("where"));

    static final List<StructLayout> ALL =
            List.of(
                    RECORD_HEADER,
                    TEXT_SPAN,
                    NAMESPACE_IDS,
                    CREDENTIALS,
                    EXEC_RECORD,
                    FORK_RECORD,
                    EXIT_RECORD,
                    HOOK_RECORD,
                    ARG_RECORD,
                    USER_FRAME,
                    NUMBER_PAYLOAD,
                    FILE_PAYLOAD,
                    SOCK_PAYLOAD,
                    CHUNK_RECORD,
                    SKB_PAYLOAD,
                    UNIX_PAYLOAD,
                    USER_NS_PAYLOAD,
                    CRED_PAYLOAD,
                    MODULE_PAYLOAD,
                    BPF_PAYLOAD,
                    PERF_PAYLOAD);

    static final int RECORD_EXEC = 1;
    static final int RECORD_FORK = 2;
    static final int RECORD_EXIT = 3;
    static final int RECORD_HOOK = 4;
    static final int RECORD_CHUNK = 5;

    static final int EXEC_SETUID = 1;
    static final int EXEC_SETGID = 2;
    static final int EXEC_ARGS_CUT = 4;
    static final int EXEC_CWD_UNRESOLVED = 8;
    static final int EXEC_SECURE = 16;

    static final int FORK_KERNEL_THREAD = 1;

    static final int HOOK_MONITORED = 1;
    static final int HOOK_ENFORCED = 2;
    static final int HOOK_ENFORCE_FAILED = 4;
    static final int HOOK_RETURNED = 8;

    static final int FILE_PATH_CUT = 1;
    static final int FILE_PATH_UNRESOLVED = 2;
    static final int FILE_DELETED = 4;
    static final int FILE_ANONYMOUS = 8;

    static final int VALUE_ERROR = 0;
    static final int VALUE_INT = 1;
    static final int VALUE_UINT = 2;
    static final int VALUE_LONG = 3;
    static final int VALUE_SIZE = 4;
    static final int VALUE_TEXT = 5;
    static final int VALUE_BYTES = 6;
    static final int VALUE_FILE = 7;
    static final int VALUE_PATH = 8;
    static final int VALUE_SOCK = 9;
    static final int VALUE_BINPRM = 10;
    static final int VALUE_WORDS = 11;
    static final int VALUE_SKB = 12;
    static final int VALUE_SOCKADDR = 13;
    static final int VALUE_SOCKADDR_UN = 14;
    static final int VALUE_CRED = 15;
    static final int VALUE_USER_NS = 16;
    static final int VALUE_CAPABILITY = 17;
    static final int VALUE_CAP_SET = 18;
    static final int VALUE_CAP_INHERITABLE = 19;
    static final int VALUE_CAP_PERMITTED = 20;
    static final int VALUE_CAP_EFFECTIVE = 21;
    static final int VALUE_SYSCALL = 22;
    static final int VALUE_MODULE = 23;
    static final int VALUE_BPF_CMD = 24;
    static final int VALUE_BPF_ATTR = 25;
    static final int VALUE_BPF_PROG = 26;
    static final int VALUE_BPF_MAP = 27;
    static final int VALUE_PERF_EVENT = 28;
    static final int VALUE_KERNEL_STACK = 64;
    static final int VALUE_USER_STACK = 65;
    static final int VALUE_HASH = 66;

    static final int SELECTOR_NONE = 0xffff;
    static final int MODULE_SIGNATURE_UNKNOWN = 2;
    static final long SYSCALL_32BIT = 0x8000_0000L;
    static final int ARG_DATA = 128;
    static final int ARG_IMA_HASH = 252;
    static final int ARG_USER_STACK = 253;
    static final int ARG_KERNEL_STACK = 254;
    static final int ARG_RETURN = 255;

    static final int FRAME_EMPTY = 0;
    static final int FRAME_IN_FILE = 1;
    static final int FRAME_ADDRESS = 2;

    private WireLayouts() {}
}
