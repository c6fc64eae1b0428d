/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Every record in the ring buffer. Java mirrors this file in beelab.sensor.wire.WireLayouts; a test
 * compares both through the BTF of the compiled objects.
 *
 * Only fixed-width fields, no implicit padding, host byte order. A record is
 *
 *   | struct record_header | fixed part of its kind | tail |
 *
 * and header.size counts all of it, so that a reader can always skip to the next one. Texts in a
 * tail follow each other without separators; the struct text_span of each, in the fixed part, tells
 * how many bytes it has.
 */
#ifndef BEELAB_WIRE_H
#define BEELAB_WIRE_H

#include "limits.h"

enum record_kind {
	RECORD_EXEC = 1,
	RECORD_FORK = 2,
	RECORD_EXIT = 3,
	RECORD_HOOK = 4,
	RECORD_CHUNK = 5,
};

/*
 * Who and when. A process is named by tgid and start_key: start_key is group_leader->start_boottime,
 * which an execve does not change and which /proc/PID/stat shows (field 22) in clock ticks.
 */
struct record_header {
	__u16 kind; /* enum record_kind */
	__u16 flags; /* per kind: enum exec_flag, enum fork_flag, enum hook_flag */
	__u32 size; /* of the whole record, this header included */
	__u64 ktime; /* nanoseconds since boot, suspend included (bpf_ktime_get_boot_ns) */
	__u32 tgid; /* process id in the initial pid namespace */
	__u32 tid; /* thread id in the initial pid namespace */
	__u64 start_key;
};

/* A text of the tail: its bytes there, or why there are none. */
struct text_span {
	__s32 status; /* bytes in the tail, or a negative errno and no bytes */
	__u32 original; /* bytes before it was cut, 0 when not known; not cut when equal to status */
};

enum exec_flag {
	EXEC_SETUID = 1, /* the file has the set-user-id bit */
	EXEC_SETGID = 2, /* the file has the set-group-id bit */
	EXEC_ARGS_CUT = 4, /* args were longer than EXEC_ARGS_MAX */
	EXEC_CWD_UNRESOLVED = 8, /* the path walk of cwd met an unmounted or deleted part */
	EXEC_SECURE = 16, /* AT_SECURE: privileges were gained */
};

#define EXEC_ARGS_MAX 8192

struct namespace_ids {
	__u32 uts;
	__u32 ipc;
	__u32 mnt;
	__u32 pid;
	__u32 pid_for_children;
	__u32 net;
	__u32 time;
	__u32 time_for_children;
	__u32 cgroup;
	__u32 user;
};

struct credentials {
	__u32 uid;
	__u32 gid;
	__u32 euid;
	__u32 egid;
	__u32 suid;
	__u32 sgid;
	__u32 fsuid;
	__u32 fsgid;
	__u32 securebits;
	__u32 pad;
	__u64 cap_permitted;
	__u64 cap_effective;
	__u64 cap_inheritable;
};

/* A program was executed; the header names the process, which keeps its tgid and start_key. */
struct exec_record {
	struct record_header header;
	__u64 parent_start_key;
	__u32 parent_tgid;
	__u32 auid; /* login uid, 4294967295 when unset */
	struct credentials creds;
	struct namespace_ids ns;
	__u64 cgroup_id; /* inode of its directory in the hierarchy chosen in base_config */
	__u64 inode; /* of the executable */
	__u32 nlink; /* 0: deleted or memfd */
	__u32 ns_tgid; /* pid as its own pid namespace numbers it */
	/* Tail, in this order: */
	struct text_span filename; /* as given to execve */
	struct text_span exe; /* resolved path of the mapped executable: a script's interpreter */
	struct text_span cwd;
	struct text_span cgroup; /* name of the cgroup directory, such as a container id */
	struct text_span args; /* argv, argv[0] included, each terminated by NUL */
};

enum fork_flag {
	FORK_KERNEL_THREAD = 1,
};

/* A process (not a thread) was created; the header names the child, everything else is as its parent's. */
struct fork_record {
	struct record_header header;
	__u64 parent_start_key;
	__u64 cgroup_id;
	__u32 parent_tgid;
	__u32 ns_tgid;
};

/* The last thread of a process left. */
struct exit_record {
	struct record_header header;
	__u32 code; /* as wait(2) reports it: status << 8 | core dumped 0x80 | signal */
	__u32 pad;
};

enum hook_flag {
	HOOK_MONITORED = 1, /* the policy is in monitor mode: its enforcement was not performed */
	HOOK_ENFORCED = 2, /* a signal was sent or the call was overridden */
	HOOK_ENFORCE_FAILED = 4, /* enforcement was tried; enforce_status has the errno */
	HOOK_RETURNED = 8, /* entry and return in one record */
};

/* What the matched selector asked for; the values are those of the gRPC enum KprobeAction. */
enum hook_action {
	ACTION_UNKNOWN = 0,
	ACTION_POST = 1,
	ACTION_SIGKILL = 3,
	ACTION_OVERRIDE = 5,
	ACTION_GETURL = 7,
	ACTION_DNSLOOKUP = 8,
	ACTION_NOPOST = 9,
	ACTION_SIGNAL = 10,
	ACTION_TRACKSOCK = 11,
	ACTION_UNTRACKSOCK = 12,
	ACTION_NOTIFY_ENFORCER = 13,
	ACTION_CLEANUP_NOTIFICATION = 14,
	ACTION_SET = 15,
};

#define SELECTOR_NONE 0xffff /* the hook has no selectors */

struct hook_record {
	struct record_header header;
	__u32 policy_id;
	__u16 hook_id; /* position in CompiledPolicy.hooks */
	__u16 selector; /* position of the first selector that matched, or SELECTOR_NONE */
	__u8 action; /* enum hook_action, of the last action that ran */
	__u8 return_action; /* the same of the return selectors, ACTION_UNKNOWN without */
	__u8 arg_count; /* records in the tail, the return value included */
	__u8 pad;
	__s32 enforce_status; /* 0 or a negative errno */
	/* Tail: arg_count times struct arg_record and its payload */
};

enum value_kind {
	VALUE_ERROR = 0, /* no payload: status is a negative errno */
	VALUE_INT = 1, /* struct number_payload: int, int8, int16, int32 */
	VALUE_UINT = 2, /* uint8, uint16, uint32 */
	VALUE_LONG = 3, /* int64, long */
	VALUE_SIZE = 4, /* uint64, ulong, size_t */
	VALUE_TEXT = 5, /* bytes of a string without its NUL */
	VALUE_BYTES = 6, /* bytes of a buffer; original tells its full size */
	VALUE_FILE = 7, /* struct file_payload, then the path */
	VALUE_PATH = 8, /* the same */
	VALUE_SOCK = 9, /* struct sock_payload */
	VALUE_BINPRM = 10, /* as VALUE_FILE: a program about to be executed */
	VALUE_WORDS = 11, /* array of 64-bit numbers */
	VALUE_SKB = 12, /* struct skb_payload */
	VALUE_SOCKADDR = 13, /* struct sock_payload: family, saddr and sport */
	VALUE_SOCKADDR_UN = 14, /* struct unix_payload, then the path */
	VALUE_CRED = 15, /* struct cred_payload */
	VALUE_USER_NS = 16, /* struct user_ns_payload */
	VALUE_CAPABILITY = 17, /* struct number_payload: number of one capability */
	VALUE_CAP_SET = 18, /* struct number_payload: bits of a set */
	VALUE_CAP_INHERITABLE = 19, /* the same */
	VALUE_CAP_PERMITTED = 20, /* the same */
	VALUE_CAP_EFFECTIVE = 21, /* the same */
	VALUE_SYSCALL = 22, /* struct number_payload: with SYSCALL_32BIT */
	VALUE_MODULE = 23, /* struct module_payload */
	VALUE_BPF_CMD = 24, /* struct number_payload: enum bpf_cmd */
	VALUE_BPF_ATTR = 25, /* struct bpf_payload: type, size in instructions, name */
	VALUE_BPF_PROG = 26, /* the same */
	VALUE_BPF_MAP = 27, /* struct bpf_payload */
	VALUE_PERF_EVENT = 28, /* struct perf_payload */
	VALUE_KERNEL_STACK = 64, /* addresses of 8 bytes, the innermost first */
	VALUE_USER_STACK = 65, /* array of struct user_frame, the innermost first */
	VALUE_HASH = 66, /* number of the algorithm (enum hash_algo) in 8 bytes, then the hash */
};

#define ARG_DATA 128 /* first index of the policy's data */

/* What is no argument, but stands among them. */
#define ARG_IMA_HASH 252
#define ARG_USER_STACK 253
#define ARG_KERNEL_STACK 254
#define ARG_RETURN 255 /* index of the return value */

/*
 * One argument. Arguments never shift: index tells which one it is, and an argument that could not
 * be read is there with its errno. The next one starts at the next multiple of 8 after the payload.
 * An index may come twice: an argument read at entry, and again when the call returned.
 */
struct arg_record {
	__u8 index; /* position in the policy's args, ARG_DATA + position in data, or ARG_RETURN */
	__u8 kind; /* enum value_kind */
	__u16 depth; /* of an error on the way to a member: the load that failed, from 1; otherwise 0 */
	__s32 status; /* bytes of payload, or a negative errno and no payload */
	__u32 original; /* of TEXT and BYTES: bytes before it was cut; otherwise 0 */
	__u32 chunked; /* of BYTES: bytes that follow the payload and were sent as chunks before */
};

/*
 * A piece of a large buffer, sent before the hook record that it belongs to: both have the same header
 * but for kind, flags and size, the same policy and hook.
 */
struct chunk_record {
	struct record_header header;
	__u32 policy_id;
	__u16 hook_id;
	__u8 index; /* of the argument */
	__u8 pad;
	__u32 offset; /* of the first byte in the whole buffer */
	__u32 length; /* bytes */
	/* Tail: length bytes */
};

struct number_payload {
	__s64 value; /* sign-extended for INT and LONG, zero-extended for UINT and SIZE */
};

enum frame_status {
	FRAME_EMPTY = 0,
	FRAME_IN_FILE = 1, /* build_id and the offset in the file */
	FRAME_ADDRESS = 2, /* no build id: the address in the process */
};

/* A return address of the program: the kernel's struct bpf_stack_build_id. */
struct user_frame {
	__u32 status; /* enum frame_status */
	__u8 build_id[20]; /* shorter ones end in zeros */
	__u64 where;
};

enum file_flag {
	FILE_PATH_CUT = 1, /* longer than TEXT_MAX: the beginning is missing */
	FILE_PATH_UNRESOLVED =
		2, /* outside the process's root, or unmounted: not reachable by path */
	FILE_DELETED = 4, /* has no name any more */
	FILE_ANONYMOUS = 8, /* pipe, socket, memfd …: the path is a bare name */
};

struct file_payload {
	__u32 flags; /* enum file_flag */
	__u32 mode; /* i_mode, 0 when there is no inode */
	__u64 inode;
	/* then status - sizeof(struct file_payload) bytes of path */
};

struct sock_payload {
	__u16 family; /* AF_* */
	__u16 type; /* SOCK_* */
	__u16 protocol; /* IPPROTO_* */
	__u8 state; /* TCP_* */
	__u8 pad;
	__u16 sport; /* host byte order */
	__u16 dport; /* host byte order */
	__u32 mark;
	__u32 priority;
	__u32 pad2;
	__u64 cookie; /* 0 when nothing asked for one yet */
	__u8 saddr[16]; /* IPv6; IPv4 as ::ffff:a.b.c.d */
	__u8 daddr[16];
};

struct skb_payload {
	struct sock_payload sock; /* of its headers; type and state are 0 */
	__u32 hash;
	__u32 length; /* bytes of the whole packet */
	__u32 sec_path_length;
	__u32 sec_path_offload;
	__u16 ether_type; /* host byte order */
	__u16 pad;
	__u32 pad2;
};

struct unix_payload {
	__u16 family; /* AF_UNIX, otherwise there is no path */
	__u16 pad;
	__u32 pad2;
	__u64 pad3;
	/* then the path; '@' and the bytes of an abstract name; nothing of a socket without a name */
};

struct user_ns_payload {
	__s32 level; /* 0: the initial one */
	__u32 owner;
	__u32 group;
	__u32 inum;
};

struct cred_payload {
	struct credentials creds;
	struct user_ns_payload user_ns;
};

struct module_payload {
	char name[64]; /* terminated by NUL */
	__u64 taints; /* bit n: TAINT flag n */
	__u8 signature; /* 1: its signature was accepted, 0: not, MODULE_SIGNATURE_UNKNOWN */
	__u8 pad[7];
};

#define MODULE_SIGNATURE_UNKNOWN 2 /* the kernel was built without module signatures */

struct bpf_payload {
	char name[16]; /* terminated by NUL */
	__u32 type; /* enum bpf_prog_type, or enum bpf_map_type */
	__u32 instructions; /* of programs */
	__u32 key_size; /* of maps */
	__u32 value_size; /* of maps */
	__u32 max_entries; /* of maps */
	__u32 pad;
};

struct perf_payload {
	char function[64]; /* kprobe or uprobe by name: the function, terminated by NUL */
	__u32 type; /* enum perf_type_id, or a number of /sys/bus/event_source/devices */
	__u32 pad;
	__u64 config;
	__u64 probe_offset;
};

_Static_assert(sizeof(struct record_header) == 32, "record_header");
_Static_assert(sizeof(struct text_span) == 8, "text_span");
_Static_assert(sizeof(struct namespace_ids) == 40, "namespace_ids");
_Static_assert(sizeof(struct credentials) == 64, "credentials");
_Static_assert(sizeof(struct exec_record) == 216, "exec_record");
_Static_assert(sizeof(struct fork_record) == 56, "fork_record");
_Static_assert(sizeof(struct exit_record) == 40, "exit_record");
_Static_assert(sizeof(struct hook_record) == 48, "hook_record");
_Static_assert(sizeof(struct arg_record) == 16, "arg_record");
_Static_assert(sizeof(struct number_payload) == 8, "number_payload");
_Static_assert(sizeof(struct user_frame) == 32, "user_frame");
_Static_assert(sizeof(struct file_payload) == 16, "file_payload");
_Static_assert(sizeof(struct sock_payload) == 64, "sock_payload");
_Static_assert(sizeof(struct chunk_record) == 48, "chunk_record");
_Static_assert(sizeof(struct skb_payload) == 88, "skb_payload");
_Static_assert(sizeof(struct unix_payload) == 16, "unix_payload");
_Static_assert(sizeof(struct user_ns_payload) == 16, "user_ns_payload");
_Static_assert(sizeof(struct cred_payload) == 80, "cred_payload");
_Static_assert(sizeof(struct module_payload) == 80, "module_payload");
_Static_assert(sizeof(struct bpf_payload) == 40, "bpf_payload");
_Static_assert(sizeof(struct perf_payload) == 88, "perf_payload");

#endif
