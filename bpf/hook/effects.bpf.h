/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * What a selector does besides signals and overrides: it holds events back, remembers who owns a socket,
 * and adds stack traces. Each of them is deleted by the verifier unless its option is set.
 */
#ifndef BEELAB_EFFECTS_BPF_H
#define BEELAB_EFFECTS_BPF_H

#include "hook_maps.bpf.h"
#include "task.bpf.h"

#ifndef BPF_F_USER_STACK
#define BPF_F_USER_STACK (1ULL << 8)
#define BPF_F_USER_BUILD_ID (1ULL << 11)
#endif

_Static_assert(sizeof(struct user_frame) == sizeof(struct bpf_stack_build_id), "user_frame");

/* The first bytes of an argument: of a socket its tuple, which fills them exactly. */
static __always_inline void put_rate_argument(char *out, const struct arg_slot *slot,
					      const volatile struct arg_config *arg)
{
	__u32 length = slot->length;

	if (slot->status < 0) {
		__builtin_memcpy(out, &slot->status, sizeof(slot->status));
		return;
	}
	switch (arg->value_kind) {
	case VALUE_TEXT:
	case VALUE_BYTES:
	case VALUE_FILE:
	case VALUE_PATH:
		if (length > RATE_KEY)
			length = RATE_KEY;
		bpf_probe_read_kernel(out, length, slot->text);
		return;
	case VALUE_SOCK:
		__builtin_memcpy(out, slot->sock.saddr, sizeof(slot->sock.saddr));
		__builtin_memcpy(out + 16, slot->sock.daddr, sizeof(slot->sock.daddr));
		__builtin_memcpy(out + 32, &slot->sock.sport, 4); /* and dport */
		__builtin_memcpy(out + 36, &slot->sock.protocol, 2);
		return;
	}
	__builtin_memcpy(out, &slot->number, sizeof(slot->number));
}

/* Whether an event with the key in s->rate_key may be sent now; notes that it is. */
static __noinline bool passes_rate(struct scratch *s, __u64 interval)
{
	__u64 now = bpf_ktime_get_boot_ns();
	__u64 *last = bpf_map_lookup_elem(&rate_limits, &s->rate_key);
	__u64 before;

	/* Of two CPUs that come at once, one wins: the map and the exchange say which. */
	if (!last)
		return bpf_map_update_elem(&rate_limits, &s->rate_key, &now, BPF_NOEXIST) !=
		       -EEXIST;
	before = *last;
	return now - before >= interval && __sync_val_compare_and_swap(last, before, now) == before;
}

static __always_inline bool is_held_back(struct scratch *s, const volatile struct hook_config *hook,
					 int selected)
{
	const volatile struct selector_actions *actions = &hook->actions[selected];
	struct hook_record *record = (void *)s->call.record;
	__u64 interval = actions->rate_interval;
	struct rate_key *key = &s->rate_key;
	__u32 scope = actions->rate_scope;

	if (!interval)
		return false;
	__builtin_memset(key, 0, sizeof(*key));
	key->policy_id = hook->policy_id;
	key->hook_id = record->hook_id;
	key->selector = selected;
	if (scope != RATE_GLOBAL)
		key->scope = bpf_get_current_pid_tgid();
	if (scope == RATE_PROCESS)
		key->scope >>= 32;
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_ARGS; i++) {
		if (i >= hook->arg_count)
			break;
		put_rate_argument(key->args[i], &s->slots[i], &hook->args[i]);
	}
	return !passes_rate(s, interval);
}

/* A sock that could not be read has no address. */
static __noinline void track_sock(const struct arg_slot *slot)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct sock_owner owner = {};
	__u64 sock = slot->number;

	if (slot->status < 0 || !sock)
		return;
	owner.tgid = BPF_CORE_READ(task, tgid);
	owner.tid = BPF_CORE_READ(task, pid);
	owner.start_key = task_start_key(task);
	/* Only new keys are counted, so that what the LRU threw out can be told. */
	if (bpf_map_lookup_elem(&sock_owners, &sock)) {
		bpf_map_update_elem(&sock_owners, &sock, &owner, BPF_EXIST);
		return;
	}
	if (bpf_map_update_elem(&sock_owners, &sock, &owner, BPF_ANY))
		count(SOCK_TRACK_FAILED);
	else
		count(SOCKS_TRACKED);
}

static __noinline void untrack_sock(const struct arg_slot *slot)
{
	__u64 sock = slot->number;

	if (slot->status >= 0 && sock && !bpf_map_delete_elem(&sock_owners, &sock))
		count(SOCKS_UNTRACKED);
}

static __always_inline bool is_sock(const volatile struct arg_config *arg)
{
	return arg->value_kind == VALUE_SOCK;
}

/* The event of a tracked socket is its owner's, whoever happens to run: an interrupt, a kernel thread. */
static __always_inline void attribute_to_owner(struct scratch *s,
					       const volatile struct hook_config *hook)
{
	struct hook_record *record = (void *)s->call.record;
	struct sock_owner *owner;

	if (!(hook->options & OPTION_SOCK_OWNERS))
		return;
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_ARGS; i++) {
		if (i >= hook->arg_count)
			break;
		if (!is_sock(&hook->args[i]) || s->slots[i].status < 0)
			continue;
		owner = bpf_map_lookup_elem(&sock_owners, &s->slots[i].number);
		if (!owner)
			continue;
		record->header.tgid = owner->tgid;
		record->header.tid = owner->tid;
		record->header.start_key = owner->start_key;
		return;
	}
}

static __always_inline void track_socks(struct scratch *s, const volatile struct hook_config *hook,
					int selected)
{
	const volatile struct selector_actions *actions = &hook->actions[selected];

#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_SOCKS; i++) {
		__u32 entry = actions->socks[i];
		__u32 position = (entry & ~SOCK_UNTRACK) - 1;

		if (!entry || position >= MAX_ARGS)
			break;
		if (entry & SOCK_UNTRACK)
			untrack_sock(&s->slots[position]);
		else
			track_sock(&s->slots[position]);
	}
}

/* returnArgAction */
static __always_inline void track_returned(struct scratch *s,
					   const volatile struct hook_config *hook)
{
	if (hook->return_sock == RETURN_SOCK_LEAVE)
		return;
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_ARGS; i++) {
		if (i >= hook->arg_count)
			break;
		if (hook->args[i].index != ARG_RETURN || !is_sock(&hook->args[i]))
			continue;
		if (hook->return_sock == RETURN_SOCK_UNTRACK)
			untrack_sock(&s->slots[i]);
		else
			track_sock(&s->slots[i]);
	}
}

#define STACK_SPACE                                                                                \
	(sizeof(struct arg_record) + MAX_USER_FRAMES * sizeof(struct user_frame) +                 \
	 MAX_KERNEL_FRAMES * sizeof(__u64))

/* A stack trace stands among the arguments, so that it never shifts them. */
static __always_inline void append_stack(void *ctx, struct scratch *s, bool of_user)
{
	struct hook_record *record = (void *)s->call.record;
	__u64 offset = s->call.size;
	struct arg_record *out;
	long size;

	if (offset > RECORD_SPACE - STACK_SPACE) {
		count(RECORD_FULL);
		return;
	}
	out = (void *)&s->call.record[offset];
	__builtin_memset(out, 0, sizeof(*out));
	if (of_user) {
		out->index = ARG_USER_STACK;
		out->kind = VALUE_USER_STACK;
		size = bpf_get_stack(ctx, out + 1, MAX_USER_FRAMES * sizeof(struct user_frame),
				     BPF_F_USER_STACK | BPF_F_USER_BUILD_ID);
	} else {
		out->index = ARG_KERNEL_STACK;
		out->kind = VALUE_KERNEL_STACK;
		size = bpf_get_stack(ctx, out + 1, MAX_KERNEL_FRAMES * sizeof(__u64), 0);
	}
	if (size < 0) {
		out->kind = VALUE_ERROR;
		count(STACK_FAILED);
	}
	out->status = size;
	if (size < 0)
		size = 0;
	s->call.size = offset + sizeof(*out) + (size & 0xfff);
	record->arg_count++;
}

static __always_inline void append_stacks(void *ctx, struct scratch *s,
					  const volatile struct hook_config *hook, int selected)
{
	__u32 extras = hook->actions[selected].extras;

	if (hook->options & OPTION_KERNEL_STACK && extras & EXTRA_KERNEL_STACK)
		append_stack(ctx, s, false);
	if (hook->options & OPTION_USER_STACK && extras & EXTRA_USER_STACK)
		append_stack(ctx, s, true);
}

#endif
