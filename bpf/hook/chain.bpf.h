/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * A function takes 38 trampolines and a tracepoint 64 programs. Where more hooks want the same one, a
 * head is attached that runs them one after the other by tail calls: each ends by calling the next.
 *
 *   head ─→ chain[next[0]] ─→ chain[next[that slot]] ─→ …       next[slot] 0: the last one
 *
 * User space links a program in behind the others and out again by one store into chain_next, so those
 * that run meanwhile see the old or the new order, both complete. A hook that overrides its call ends
 * the chain, as a trampoline does that returns an errno.
 */
#ifndef BEELAB_CHAIN_BPF_H
#define BEELAB_CHAIN_BPF_H

#include "hook_maps.bpf.h"

/* Both of one attach point: shared by the head and the programs of its chain. */

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, CHAIN_MAX + 1); /* slot 0 is the head's and stays empty */
	__type(key, __u32);
	__type(value, __u32);
} chain SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, CHAIN_MAX + 1);
	__type(key, __u32);
	__type(value, __u32);
} chain_next SEC(".maps");

static __always_inline void chain_follow(void *ctx, __u32 slot)
{
	__u32 *next = bpf_map_lookup_elem(&chain_next, &slot);

	if (next)
		bpf_tail_call(ctx, &chain, *next);
}

/* Ends a hook program: goes on with the next one of the chain, if there is one. */
static __always_inline int finish(void *ctx, const volatile struct hook_config *hook, int override)
{
	if (hook->options & OPTION_CHAINED && !override)
		chain_follow(ctx, hook->chain_slot);
	return override;
}

#endif
