/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * What user space writes: .rodata of each object and the keys and values of its maps. Java mirrors this
 * file in beelab.sensor.compile.ConfigLayouts; a test compares both through the BTF of the objects.
 */
#ifndef BEELAB_CONFIG_H
#define BEELAB_CONFIG_H

#include "limits.h"
#include "wire.h"

/* Where the cgroup of a task is read: the default (v2) hierarchy, or one of the v1 controllers. */
#define CGROUP_V2 (-1)

struct cgroup_source {
	__s32 subsystem; /* line of the controller in /proc/cgroups from 0, or CGROUP_V2 */
};

/* Section .rodata.config of exec, fork and exit. */
struct base_config {
	struct cgroup_source cgroup;
};

enum arg_type {
	TYPE_NONE = 0, /* the argument is not collected */
	TYPE_S8,
	TYPE_U8,
	TYPE_S16,
	TYPE_U16,
	TYPE_S32,
	TYPE_U32,
	TYPE_S64,
	TYPE_U64,
	TYPE_STRING, /* char * */
	TYPE_BUFFER, /* void *, with a size */
	TYPE_DATA_LOC, /* __data_loc field of a classic tracepoint, as text */
	TYPE_FD, /* int: the file that the descriptor names */
	TYPE_FILE, /* struct file * */
	TYPE_PATH, /* struct path * */
	TYPE_DENTRY, /* struct dentry *: path below the root of its file system */
	TYPE_FILENAME, /* struct filename *, as text */
	TYPE_BINPRM, /* struct linux_binprm *: the file being executed */
	TYPE_SOCK, /* struct sock * */
	TYPE_SOCKET, /* struct socket *: its sock */
	TYPE_SOCK_FD, /* int: the sock behind the descriptor */
	TYPE_ARRAY, /* array inside of a classic tracepoint's record: its offset is the raw value */
	TYPE_IOVEC, /* struct iovec *, with a count: the segments put together */
	TYPE_IOV_ITER, /* struct iov_iter *: what is left in it, put together */
	TYPE_SKB, /* struct sk_buff * */
	TYPE_SOCKADDR, /* struct sockaddr * of AF_INET, AF_INET6 or AF_UNIX */
	TYPE_SOCKADDR_UN, /* struct sockaddr_un *, with a length */
	TYPE_KIOCB, /* struct kiocb *: its file */
	TYPE_CRED, /* struct cred * */
	TYPE_USER_NS, /* struct user_namespace * */
	TYPE_CAP_SET, /* kernel_cap_t *, as a number */
	TYPE_SYSCALL, /* number of a system call; SYSCALL_32BIT is added for the other ABI */
	TYPE_MODULE, /* struct module * */
	TYPE_LOAD_INFO, /* struct load_info *: the module being loaded */
	TYPE_NET_DEVICE, /* struct net_device *: its name */
	TYPE_BPF_ATTR, /* union bpf_attr *: the program being loaded */
	TYPE_BPF_MAP, /* struct bpf_map * */
	TYPE_BPF_PROG, /* struct bpf_prog * */
	TYPE_PERF_EVENT, /* struct perf_event * */
};

enum value_source {
	SOURCE_NONE = 0,
	SOURCE_ARGUMENT, /* number: argument of the syscall, function or raw tracepoint, from 0 */
	SOURCE_CONSTANT, /* constant */
	SOURCE_FIELD, /* number, width: offset and bytes of a field in a classic tracepoint */
	SOURCE_RETURN, /* the return value, only in exit programs */
	SOURCE_SAVED, /* number: raw value that the entry program saved */
	SOURCE_RETURN_STATUS, /* the return value if negative, otherwise 0 */
	SOURCE_REGISTER, /* number: slot of a user register; plus constant, cut to width */
	SOURCE_USER, /* width bytes of user memory at SOURCE_REGISTER + (index << scale) */
	SOURCE_SYSCALL, /* number: argument of a system call whose registers are argument 0 */
	SOURCE_SYSCALL_IA32, /* the same of a call of a 32-bit program */
	SOURCE_POINTED, /* number, width, constant: bytes in user memory, constant behind an argument */
	SOURCE_SAVED_POINTED, /* the same behind a raw value that the entry program saved */
	SOURCE_RETURN_FILE_DATA, /* private_data of the file behind the descriptor that is returned */
	SOURCE_CRED, /* credentials of the current task */
	SOURCE_TASK, /* the current task_struct */
};

enum value_ref_flag {
	REF_SIGNED = 1, /* sign-extend from width */
};

/* Registers of user space are named by their slot: offset in struct pt_regs / 8. */
struct value_ref {
	__u8 source; /* enum value_source */
	__u8 width; /* of SOURCE_FIELD, REGISTER, USER, POINTED, SAVED_POINTED: 1, 2, 4 or 8 bytes */
	__u16 number;
	__u8 index; /* of SOURCE_USER: slot + 1 of the index register, 0 none */
	__u8 scale; /* 0 to 3 */
	__u16 flags; /* enum value_ref_flag */
	__s64 constant;
};

enum arg_flag {
	ARG_USER_MEMORY = 1, /* strings, buffers and what value_path follows lie in user memory */
	ARG_LIMIT_RETURN = 4, /* TYPE_IOVEC: the return value tells how many bytes count */
	ARG_LARGE = 2, /* max is more than TEXT_MAX, up to LARGE_MAX: the rest is sent in chunks */
};

/*
 * From the raw value, an address, to a member: add an offset, load a pointer, add the next offset, and
 * so on; after the last offset load width bytes, or take the address itself when width is 0.
 */
struct value_path {
	__u8 steps; /* offsets used, 0: the raw value is the value */
	__u8 width; /* 1, 2, 4 or 8; 0 for what is read at the address: structures, arrays */
	__u8 shift; /* of a bit field: bits below it, after the load */
	__u8 bits; /* of a bit field: its bits; 0 for no bit field */
	__u32 pad;
	__u32 offsets[MAX_RESOLVE];
};

struct arg_config {
	__u8 type; /* enum arg_type */
	__u8 flags; /* enum arg_flag */
	__u8 index; /* in the record: position in args, ARG_DATA + position in data, or ARG_RETURN */
	__u8 value_kind; /* enum value_kind of a value that was read */
	__u32 max; /* of texts and buffers: bytes to keep, at most TEXT_MAX, or LARGE_MAX */
	struct value_ref value;
	struct value_ref size; /* of buffers and arrays: bytes; of TYPE_IOVEC: segments */
	struct value_path path; /* from value to what is read */
};

/* Added to the number of a system call that was made through the 32-bit ABI. */
#define SYSCALL_32BIT 0x80000000U

/* What a filter looks at: in its argument, or in the process. */
enum filter_field {
	FIELD_NUMBER = 0, /* the number; of capability sets their bits */
	FIELD_TEXT, /* the string, the buffer or the path */
	FIELD_FILE_TYPE, /* mode & S_IFMT */
	FIELD_SOCK_FAMILY,
	FIELD_SOCK_PROTOCOL,
	FIELD_SOCK_STATE,
	FIELD_SOCK_SPORT,
	FIELD_SOCK_DPORT,
	FIELD_SOCK_SADDR,
	FIELD_SOCK_DADDR,
	/* Of the process, as text. */
	FIELD_EXE, /* path of its executable */
	FIELD_PARENT_EXE, /* the same of its parent */
	FIELD_SCRIPT, /* path of the script that its executable interprets */
	FIELD_PARENT_SCRIPT,
	FIELD_SUBJECT = 64, /* + enum subject_number: a number of the process */
};

/* Numbers of the process that calls. */
enum subject_number {
	SUBJECT_PID = 0,
	SUBJECT_NS_PID, /* pid as its own pid namespace numbers it */
	SUBJECT_FOLLOWED, /* bits of the sets of executables that it or an ancestor ran */
	SUBJECT_PARENT_FOLLOWED,
	SUBJECT_NS_UTS, /* inodes of its namespaces, in the order of struct namespace_ids */
	SUBJECT_NS_IPC,
	SUBJECT_NS_MNT,
	SUBJECT_NS_PID_OWN,
	SUBJECT_NS_PID_FOR_CHILDREN,
	SUBJECT_NS_NET,
	SUBJECT_NS_TIME,
	SUBJECT_NS_TIME_FOR_CHILDREN,
	SUBJECT_NS_CGROUP,
	SUBJECT_NS_USER,
	SUBJECT_NS_CHANGED, /* 1 << n for each that is not what map origins has */
	SUBJECT_CAP_PERMITTED,
	SUBJECT_CAP_EFFECTIVE,
	SUBJECT_CAP_INHERITABLE,
	SUBJECT_CAP_PERMITTED_CHANGED, /* bits that differ from what map origins has */
	SUBJECT_CAP_EFFECTIVE_CHANGED,
	SUBJECT_CAP_INHERITABLE_CHANGED,
	SUBJECT_UID,
	SUBJECT_GID,
	SUBJECT_EUID,
	SUBJECT_EGID,
	SUBJECT_SUID,
	SUBJECT_SGID,
	SUBJECT_FSUID,
	SUBJECT_FSGID,
	SUBJECT_AUID, /* 4294967295 when nobody logged in */
	SUBJECT_CGROUP, /* id of its cgroup */
	SUBJECT_SELECTOR, /* at the return of a call: which selector matched at its entry */
	SUBJECT_NUMBERS,
};

enum filter_test {
	TEST_NONE = 0, /* behind the last filter */
	TEST_NUMBER_IN, /* equal to one of count numbers */
	TEST_NUMBER_GREATER,
	TEST_NUMBER_LESS,
	TEST_NUMBER_ANY_BIT, /* value & number != 0 for one of count numbers */
	TEST_NUMBER_RANGE, /* numbers[2i] <= value <= numbers[2i + 1] for one i < count */
	TEST_NUMBER_SET, /* in map number_sets */
	TEST_TEXT_EQUAL, /* in map text_sets */
	TEST_TEXT_PREFIX, /* a prefix of it in map affix_sets */
	TEST_TEXT_SUFFIX, /* a suffix of it, stored reversed, in map affix_sets */
	TEST_ADDRESS, /* in map address_sets */
	TEST_ANY, /* always: the only filter of a selector that has none */
	TEST_NUMBER_TRIE, /* a block that holds it in map address_sets, see trie_address() */
	TEST_BITS_GAINED, /* value & ~other argument & numbers[0] != 0 */
	TEST_TEXT_AUTOMATON, /* accepted by the automaton at word `set` of map tables */
	TEST_EXPRESSION, /* count steps at word `set` of map tables leave something else than 0 */
	TEST_WORKLOAD, /* key {number, set} in map policy_cgroups */
};

enum filter_flag {
	FILTER_NEGATED = 1,
	FILTER_SIGNED = 2, /* compare as signed 64-bit numbers */
	FILTER_FOLLOW_FORKS = 4, /* of pids: or one of MAX_PID_ANCESTORS ancestors */
	FILTER_AT_FRONT = 8, /* of automata: says nothing about a text without its front */
	FILTER_AT_END = 16, /* of automata: says nothing about a text without its end */
};

/* Filters stand in the order of their selectors; those of one selector must all hold. */
struct filter_config {
	__u8 test; /* enum filter_test */
	__u8 field; /* enum filter_field */
	__u8 arg; /* position in hook_config.args */
	__u8 flags; /* enum filter_flag */
	__u16 selector; /* position in hook_config.selectors */
	__u16 other; /* of TEST_BITS_GAINED: position in hook_config.args */
	__u32 set; /* of the tests that use a map: first part of the key, or where to begin */
	__u32 count; /* numbers, ranges or steps */
	__s64 numbers[2 * MAX_NUMBERS];
};

/*
 * Map tables is one array of 32-bit words, hook_config.table_words long. It holds automata and expressions.
 *
 * An automaton has first the number of its columns, then 64 words with the column of each byte (four
 * bytes to a word, the lowest first), then its rows. Column 0 of a row is 1 when a text may end there; the
 * others have the first word of the next row, AUTOMATON_DEAD or AUTOMATON_ACCEPTS.
 */
#define AUTOMATON_DEAD 0U /* no text that goes on like this is accepted */
#define AUTOMATON_ACCEPTS 0xffffffffU /* every text that goes on like this is accepted */
#define AUTOMATON_ROWS 65 /* words before the first row, where it begins */

/* Steps of a postfix expression on 64-bit numbers. Four words each: step, position in args, constant. */
enum expression_step {
	STEP_CONSTANT = 0,
	STEP_ARGUMENT,
	STEP_NEGATE,
	STEP_NOT,
	STEP_INT32, /* low 32 bits, sign-extended */
	STEP_UINT32, /* low 32 bits, zero-extended */
	STEP_ADD,
	STEP_SUBTRACT,
	STEP_EQUAL,
	STEP_NOT_EQUAL,
	STEP_LESS, /* signed */
	STEP_LESS_EQUAL,
	STEP_BELOW, /* unsigned */
	STEP_BELOW_EQUAL,
	STEP_AND,
	STEP_OR,
};

/* What a selector tells the enforcer programs of its policy, about the calling thread. */
enum notify {
	NOTIFY_NONE = 0,
	NOTIFY_SET, /* the next call of an enforcer's functions is to be enforced */
	NOTIFY_CLEAR, /* it is not, after all */
};

struct selector_config {
	__u8 used; /* 0: behind the last selector */
	__u8 post; /* 1: send the record */
	__u8 action; /* enum hook_action to report */
	__u8 signal; /* to send to the process, 0 none */
	__s32 override; /* negative errno to return instead of running the call, 0 none */
	__u8 notify; /* enum notify */
	__u8 notify_signal; /* that the enforcer is to send, 0 none */
	__u16 pad;
	__s32 notify_override; /* negative errno that the enforcer is to return, 0 none */
};

/*
 * Nothing happens unless one guard holds: (value & mask) == expected and (other & other_mask) ==
 * other_expected.
 */
struct guard_config {
	struct value_ref value; /* SOURCE_NONE: no guard */
	struct value_ref other; /* SOURCE_NONE: not compared */
	__s64 expected;
	__s64 other_expected;
	__s64 mask;
	__s64 other_mask;
};

enum hook_role {
	ROLE_REPORT = 0, /* collect, select, act and emit at once */
	ROLE_ENTER, /* collect, select and act; keep the record for the thread's ROLE_LEAVE */
	ROLE_LEAVE, /* complete and emit what ROLE_ENTER kept */
	ROLE_ENFORCE, /* do what the thread's notification says, and report nothing */
};

/*
 * Keys of map syscall_sites: the number of a system call, of a 32-bit program's calls this much more. A
 * value is 0 for a call that is not looked at, otherwise 1 + what is added to hook_id.
 */
#define SYSCALL_NUMBERS 512

enum hook_option {
	OPTION_WORKLOADS = 1, /* only cgroups in map policy_cgroups */
	OPTION_RETURN_SELECTORS =
		2, /* the selectors decide on the return: their action is return_action */
	OPTION_MERGED = 4, /* ROLE_LEAVE: mark the record HOOK_RETURNED */
	OPTION_NEEDS_BINARY = 8, /* a filter looks at FIELD_EXE */
	OPTION_NEEDS_PIDS = 16, /* a filter looks at SUBJECT_PID or SUBJECT_NS_PID */
	OPTION_NEEDS_ANCESTORS = 32, /* one of those follows forks */
	OPTION_OVERRIDES = 64, /* a selector overrides the call */
	OPTION_SITES = 128, /* attached for several hooks: the attach cookie is added to hook_id */
	OPTION_WRITES_USER = 256, /* a selector writes user registers or user memory */
	OPTION_SYSCALL_SITES = 512, /* the number of the system call, argument 1, tells the hook */
	OPTION_CHAINED = 1024, /* run what follows chain_slot in map chain */
	OPTION_NEEDS_PARENT = 1 << 11, /* a filter looks at FIELD_PARENT_EXE */
	OPTION_NEEDS_SCRIPT = 1 << 12, /* a filter looks at FIELD_SCRIPT */
	OPTION_NEEDS_PARENT_SCRIPT = 1 << 13, /* a filter looks at FIELD_PARENT_SCRIPT */
	OPTION_NEEDS_FOLLOWED = 1 << 14, /* a filter looks at SUBJECT_FOLLOWED */
	OPTION_NEEDS_PARENT_FOLLOWED = 1 << 15, /* a filter looks at SUBJECT_PARENT_FOLLOWED */
	OPTION_NEEDS_NAMESPACES = 1 << 16, /* a filter looks at a namespace */
	OPTION_NEEDS_CREDENTIALS = 1 << 17, /* a filter looks at ids or capabilities */
	OPTION_NEEDS_ORIGIN = 1 << 18, /* one of those two asks what changed */
	OPTION_NEEDS_CGROUP = 1 << 19, /* a filter looks at SUBJECT_CGROUP */
	OPTION_FILTER_LIST = 1 << 20, /* the filters are in map filter_list */
	OPTION_WORKLOADS_EXCLUDED = 1 << 21, /* only cgroups that are not in policy_cgroups */
	OPTION_NOTIFIES = 1 << 22, /* a selector tells the enforcer programs something */
	OPTION_RATE_LIMITS = 1 << 24, /* a selector limits the rate of its events */
	OPTION_KERNEL_STACK = 1 << 25, /* a selector wants the stack of the kernel */
	OPTION_USER_STACK = 1 << 26, /* a selector wants the stack of the program */
	OPTION_TRACKS_SOCKS = 1 << 27, /* a selector tracks or untracks sockets */
	OPTION_SOCK_OWNERS = 1 << 28, /* events of tracked sockets are their owners' */
	OPTION_MORE_SIGNALS = 1 << 29, /* a selector sends several signals */
	OPTION_IMA_HASH = 1 << 30, /* a selector wants the hash of the file */
};

/* Whose events a rate limit counts together. */
enum rate_scope {
	RATE_THREAD = 0,
	RATE_PROCESS,
	RATE_GLOBAL,
};

enum extra_flag {
	EXTRA_KERNEL_STACK = 1,
	EXTRA_USER_STACK = 2,
	EXTRA_IMA_HASH = 4,
};

#define SOCK_UNTRACK 0x80 /* added to a position in selector_actions.socks */

/* What a selector does besides the one signal and the one outcome of selector_config. */
struct selector_actions {
	__u64 rate_interval; /* nanoseconds between two events of the same key, 0 no limit */
	__u8 rate_scope; /* enum rate_scope */
	__u8 extras; /* enum extra_flag */
	__u8 signals[MAX_MORE_SIGNALS]; /* sent after selector_config.signal, 0 behind the last */
	__u8 pad[7];
	__u8 socks[MAX_SOCKS]; /* position in args + 1, perhaps SOCK_UNTRACK; 0 behind the last */
};

/* What becomes of the socket that a call returns. */
enum return_sock {
	RETURN_SOCK_LEAVE = 0,
	RETURN_SOCK_TRACK,
	RETURN_SOCK_UNTRACK,
};

/* Section .rodata.config of every hook object. */
struct hook_config {
	__u32 policy_id;
	__u16 hook_id;
	__u8 role; /* enum hook_role */
	__u8 arg_count;
	__u32 options; /* enum hook_option */
	__u32 pending_size; /* value size of map pending: sizeof(struct pending_call) + longest record */
	struct cgroup_source cgroup;
	__u32 skip_tgid; /* a process whose calls are not looked at, 0 none */
	__u32 skip_start; /* when it started, in 10 ms since boot: another one may get its pid */
	__u32 chain_slot; /* with OPTION_CHAINED: 1 to CHAIN_MAX */
	struct guard_config guards[MAX_GUARDS];
	struct value_ref saved[MAX_SAVED];
	struct arg_config args[MAX_ARGS];
	__u32 table_words; /* of map tables: its words, so the value size is four times this */
	__u32 filter_count; /* with OPTION_FILTER_LIST: entries of map filter_list */
	struct filter_config filters[MAX_FILTERS];
	struct selector_config selectors[MAX_SELECTORS];
	struct selector_actions actions[MAX_SELECTORS];
	__u16 counter_row; /* of its first selector in policy_counters */
	__u8 counter_stride; /* rows of one hook, when the program serves several */
	__u8 return_sock; /* enum return_sock */
	__u8 ima_argument; /* OPTION_IMA_HASH: argument of the LSM hook that is a file */
	__u8 ima_source; /* enum ima_source */
	__u16 pad3;
};

/* Where the file lies whose hash is wanted. */
enum ima_source {
	IMA_FILE = 0, /* the argument is a struct file * */
	IMA_BINPRM, /* the argument is a struct linux_binprm * */
};

/* Of a selector at a user-space probe: a register that the program goes on with. */
struct register_write {
	__u8 slot; /* slot + 1 of the register, 0: behind the last one */
	__u8 width; /* 8; 4, 2 or 1 leave the other bytes as they are */
	__u16 pad;
	__u32 pad2;
	struct value_ref value; /* computed from the registers as they were at the probe */
};

/* Of a selector at a static probe: 4 bytes of user memory to write. */
struct user_write {
	__u32 value;
	__u32 used;
	struct value_ref target; /* SOURCE_USER: where the operand lies */
};

struct user_effect {
	struct user_write memory;
	struct register_write registers[MAX_REGISTER_WRITES];
};

/* Section .rodata.user of the object uprobe. */
struct user_config {
	struct user_effect selectors[MAX_EFFECTS]; /* of the first ones; further ones have none */
};

/* Key of map pending: a call of a thread. */
struct pending_key {
	__u64 thread; /* pid_tgid */
	__u64 frame; /* stack pointer of the call at user-space probes, where calls nest; otherwise 0 */
};

/* Keys of the sets. The values are one byte that is always 1. */
struct number_key {
	__u32 set;
	__u32 pad;
	__s64 value;
};

struct text_key {
	__u32 set;
	__u32 length; /* of text, without NUL */
	char text[TEXT_KEY]; /* padded with zeros */
};

struct affix_key {
	__u32 prefix_bits; /* of everything behind this field: 32 + 8 * bytes of text */
	__u32 set;
	char text[TEXT_KEY];
};

struct address_key {
	__u32 prefix_bits; /* 32 + prefix length in IPv6; IPv4 as ::ffff:a.b.c.d, so 32 + 96 + n */
	__u32 set;
	__u8 address[16];
};

/* Key of map binaries, which all objects share: a process until its next execve. */
struct process_key {
	__u64 start_key;
	__u32 tgid;
	__u32 pad;
};

struct exe_path {
	__s32 status; /* bytes of text, or a negative errno */
	__u32 original;
	char text[EXE_KEY];
};

/* Value of map origins, which all objects share: a process as it was created or executed its program. */
struct origin {
	struct namespace_ids ns;
	__u64 cap_permitted;
	__u64 cap_effective;
	__u64 cap_inheritable;
};

/*
 * Key of map followed_paths, which all objects share: an executable whose descendants are followed. Its
 * value, and that of map followed, is the sum of 1 << n for each set n that it belongs to.
 */
struct followed_path {
	__u32 length; /* of text, without NUL */
	__u32 pad;
	char text[EXE_KEY]; /* padded with zeros */
};

/*
 * Key of map policy_cgroups. Set 0 has the cgroups whose processes the policy looks at, the others are those
 * of TEST_WORKLOAD.
 */
struct cgroup_key {
	__u64 cgroup;
	__u32 set;
	__u32 pad;
};

/* Value of map notifications: what ROLE_ENFORCE is to do with a thread. */
struct notification {
	__s32 override; /* negative errno to return, 0 none */
	__u32 signal; /* to send to the process, 0 none */
};

enum policy_mode {
	MODE_ENFORCE = 0,
	MODE_MONITOR = 1,
};

/*
 * Value of map policy_state (one entry, shared by the objects of all versions of a policy). A new version is
 * attached beside the old one and takes over at the moment in which its id is written here.
 */
struct policy_state {
	__u32 mode; /* enum policy_mode */
	__u32 current; /* policy_id of the version that decides about new calls */
};

/* Key of map rate_limits, which all objects share; the value is the time of the last event. */
struct rate_key {
	__u32 policy_id;
	__u16 hook_id;
	__u16 selector;
	__u64 scope; /* pid_tgid, tgid or 0 */
	char args[MAX_ARGS][RATE_KEY]; /* their first bytes, padded with zeros */
};

/* Value of map sock_owners, which all objects share: who tracked the sock whose address is the key. */
struct sock_owner {
	__u64 start_key;
	__u32 tgid;
	__u32 tid;
};

_Static_assert(sizeof(struct base_config) == 4, "base_config");
_Static_assert(sizeof(struct value_ref) == 16, "value_ref");
_Static_assert(sizeof(struct value_path) == 48, "value_path");
_Static_assert(sizeof(struct arg_config) == 88, "arg_config");
_Static_assert(sizeof(struct filter_config) == 80, "filter_config");
_Static_assert(sizeof(struct selector_config) == 16, "selector_config");
_Static_assert(sizeof(struct guard_config) == 64, "guard_config");
_Static_assert(sizeof(struct hook_config) == 40 + 128 + 160 + 880 + 1280 + 2048 + 4096 + 8,
	       "hook_config");
_Static_assert(sizeof(struct selector_actions) == 32, "selector_actions");
_Static_assert(sizeof(struct policy_state) == 8, "policy_state");
_Static_assert(sizeof(struct rate_key) == 16 + MAX_ARGS * RATE_KEY, "rate_key");
_Static_assert(sizeof(struct sock_owner) == 16, "sock_owner");
_Static_assert(sizeof(struct register_write) == 24, "register_write");
_Static_assert(sizeof(struct user_write) == 24, "user_write");
_Static_assert(sizeof(struct user_effect) == 216, "user_effect");
_Static_assert(sizeof(struct user_config) == 3456, "user_config");
_Static_assert(sizeof(struct pending_key) == 16, "pending_key");
_Static_assert(sizeof(struct notification) == 8, "notification");
_Static_assert(sizeof(struct number_key) == 16, "number_key");
_Static_assert(sizeof(struct text_key) == 256, "text_key");
_Static_assert(sizeof(struct affix_key) == 256, "affix_key");
_Static_assert(sizeof(struct address_key) == 24, "address_key");
_Static_assert(sizeof(struct process_key) == 16, "process_key");
_Static_assert(sizeof(struct exe_path) == 264, "exe_path");
_Static_assert(sizeof(struct origin) == 64, "origin");
_Static_assert(sizeof(struct followed_path) == 264, "followed_path");
_Static_assert(sizeof(struct cgroup_key) == 16, "cgroup_key");

#endif
