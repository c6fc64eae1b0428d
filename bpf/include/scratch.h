/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Work area of one running program. It is never sent: what goes into the ring buffer is built from it in
 * `call.record`. The host tests use it too, so it depends on nothing of the kernel.
 */
#ifndef BEELAB_SCRATCH_H
#define BEELAB_SCRATCH_H

#include "config.h"
#include "wire.h"

#define RECORD_SPACE 45056

/* One argument after it was read. */
struct arg_slot {
	__s32 status; /* 0 or a negative errno */
	__u32 length; /* bytes of text */
	__u32 original; /* of text before it was cut, 0 when not known */
	__u16 depth; /* of an error on the way to a member, see struct arg_record */
	__u16 pad;
	__u64 number;
	union {
		__u64 fixed[11]; /* all of it */
		struct sock_payload sock;
		struct skb_payload skb; /* begins with a sock_payload */
		struct cred_payload cred;
		struct user_ns_payload user_ns;
		struct module_payload module;
		struct bpf_payload bpf;
		struct perf_payload perf;
	};
	union { /* text must follow: a record takes both in one copy */
		struct file_payload file;
		struct unix_payload unix_address;
	};
	char text[TEXT_MAX + 8]; /* room for the NUL that the string helpers append */
};

/* Who calls, as far as the selectors want to know. */
struct subject {
	__u64 numbers[SUBJECT_NUMBERS]; /* enum subject_number */
	__u32 ancestors[MAX_PID_ANCESTORS];
	__u32 ns_ancestors[MAX_PID_ANCESTORS];
	struct exe_path exe;
	struct exe_path parent_exe;
	struct exe_path script;
	struct exe_path parent_script;
	struct exe_path followed; /* of the process that is asked whether it is followed */
};

/* Value of map pending; its size at run time is hook_config.pending_size. */
struct pending_call {
	__u64 saved[MAX_SAVED];
	__u32 size; /* of record */
	__u32 pad;
	char record[RECORD_SPACE];
};

struct scratch {
	__u32 busy; /* 1 while a program owns the area */
	__u32 path_start; /* first byte of the path that was resolved last */
	__u32 counter_row; /* of policy_counters: the selector that matched */
	__u32 pad;
	struct subject subject;
	struct text_key text_key;
	struct affix_key affix_key;
	struct rate_key rate_key;
	struct followed_path followed_path;
	__u64 numbers[EXPRESSION_DEPTH]; /* what an expression has open */
	char affix[TEXT_KEY];
	union {
		char path[TEXT_MAX + NAME_MAX_BYTES];
		struct chunk_record chunk; /* with its bytes, when all paths have been taken */
	};
	struct arg_slot slots[MAX_ARGS];
	struct pending_call call;
};

_Static_assert(sizeof(struct arg_slot) == 24 + 88 + 16 + TEXT_MAX + 8, "arg_slot");
_Static_assert(__builtin_offsetof(struct arg_slot, text) ==
		       __builtin_offsetof(struct arg_slot, file) + sizeof(struct file_payload),
	       "text follows file");
_Static_assert(__builtin_offsetof(struct pending_call, record) == 88, "pending_call");

#endif
