/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Runs a text through an automaton of map tables, whose layout config.h tells: one step for each byte,
 * whatever the number of texts that are looked for. It needs nothing of a particular kernel.
 */
#ifndef BEELAB_AUTOMATON_BPF_H
#define BEELAB_AUTOMATON_BPF_H

#include "scratch.h"

struct text_walk {
	const __u32 *table;
	const char *text;
	__u32 start; /* of the automaton in it */
	__u32 length; /* of text */
	__u32 row;
};

static __always_inline __u32 word_at(const struct text_walk *walk, __u32 index)
{
	return index < TABLE_WORDS ? walk->table[index] : AUTOMATON_DEAD;
}

/* One byte. Returns 1 to stop. */
static long text_step(__u32 i, struct text_walk *walk)
{
	__u32 byte, column;

	if (i >= walk->length || i >= TEXT_MAX)
		return 1;
	byte = (__u8)walk->text[i];
	column = word_at(walk, walk->start + 1 + (byte >> 2)) >> (8 * (byte & 3)) & 0xff;
	walk->row = word_at(walk, walk->row + column);
	return walk->row == AUTOMATON_DEAD || walk->row == AUTOMATON_ACCEPTS;
}

/* text has room for TEXT_MAX bytes behind it. */
static __noinline bool text_is_accepted(const char *text, __u32 length, __u32 start)
{
	struct text_walk walk = {
		.text = text,
		.start = start,
		.length = length,
		.row = start + AUTOMATON_ROWS,
	};
	__u32 zero = 0;

	walk.table = bpf_map_lookup_elem(&tables, &zero);
	if (!walk.table)
		return false;
	bpf_loop(length, text_step, &walk, 0);
	if (walk.row == AUTOMATON_DEAD || walk.row == AUTOMATON_ACCEPTS)
		return walk.row == AUTOMATON_ACCEPTS;
	return word_at(&walk, walk.row) == 1;
}

#endif
