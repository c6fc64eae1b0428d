/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Evaluates a postfix expression of map tables: see enum expression_step. */
#ifndef BEELAB_EXPRESSION_BPF_H
#define BEELAB_EXPRESSION_BPF_H

#include "scratch.h"

struct expression_walk {
	struct scratch *s;
	const __u32 *table;
	__u32 at; /* word of the next step */
	__u32 open; /* numbers in scratch.numbers */
	bool failed; /* an argument could not be read */
};

static __always_inline __u64 *number_below(struct expression_walk *walk, __u32 depth)
{
	return &walk->s->numbers[(walk->open - depth) & (EXPRESSION_DEPTH - 1)];
}

static __always_inline void push_argument(struct expression_walk *walk, __u32 position)
{
	const struct arg_slot *slot;

	walk->open++;
	if (position >= MAX_ARGS) {
		walk->failed = true;
		return;
	}
	slot = &walk->s->slots[position];
	if (slot->status < 0)
		walk->failed = true;
	*number_below(walk, 1) = slot->number;
}

static __always_inline __u64 combined(__u32 step, __u64 left, __u64 right)
{
	switch (step) {
	case STEP_ADD:
		return left + right;
	case STEP_SUBTRACT:
		return left - right;
	case STEP_EQUAL:
		return left == right;
	case STEP_NOT_EQUAL:
		return left != right;
	case STEP_LESS:
		return (__s64)left < (__s64)right;
	case STEP_LESS_EQUAL:
		return (__s64)left <= (__s64)right;
	case STEP_BELOW:
		return left < right;
	case STEP_BELOW_EQUAL:
		return left <= right;
	case STEP_AND:
		return left && right;
	case STEP_OR:
		return left || right;
	}
	return 0;
}

/* One step. Returns 1 to stop. */
static long expression_step(__u32 i, struct expression_walk *walk)
{
	__u32 at = walk->at;
	__u64 *top, right;
	__u32 step;

	if (TABLE_WORDS < 4 || at > TABLE_WORDS - 4)
		return 1;
	step = walk->table[at];
	walk->at = at + 4;
	switch (step) {
	case STEP_CONSTANT:
		walk->open++;
		*number_below(walk, 1) = walk->table[at + 2] | (__u64)walk->table[at + 3] << 32;
		return 0;
	case STEP_ARGUMENT:
		push_argument(walk, walk->table[at + 1]);
		return 0;
	}
	top = number_below(walk, 1);
	switch (step) {
	case STEP_NEGATE:
		*top = -*top;
		return 0;
	case STEP_NOT:
		*top = !*top;
		return 0;
	case STEP_INT32:
		*top = (__s64)(__s32)*top;
		return 0;
	case STEP_UINT32:
		*top = (__u32)*top;
		return 0;
	}
	right = *top;
	walk->open--;
	top = number_below(walk, 1);
	*top = combined(step, *top, right);
	return 0;
}

static __noinline bool expression_holds(struct scratch *s, __u32 start, __u32 steps)
{
	struct expression_walk walk = { .s = s, .at = start };
	__u32 zero = 0;

	walk.table = bpf_map_lookup_elem(&tables, &zero);
	if (!walk.table)
		return false;
	bpf_loop(steps, expression_step, &walk, 0);
	return walk.open == 1 && !walk.failed && s->numbers[0];
}

#endif
