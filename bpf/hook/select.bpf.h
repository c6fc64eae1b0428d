/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Which selector matches first? Works on what was collected before, never on kernel memory, and has no
 * side effect: tests/host compiles it as a normal library. Whoever includes it provides copy_bytes(),
 * bpf_map_lookup_elem(), bpf_loop(), TABLE_WORDS (hook_config.table_words) and the maps number_sets, text_sets, affix_sets, address_sets,
 * policy_cgroups, tables and filter_list.
 *
 * Up to MAX_FILTERS filters of a hook are unrolled, so that the verifier deletes what it does not use; the
 * static functions take configuration only as plain values. More filters lie in a map, and one loop goes
 * through them with the same code, which is slower for each filter but has no limit that matters.
 */
#ifndef BEELAB_SELECT_BPF_H
#define BEELAB_SELECT_BPF_H

#include "automaton.bpf.h"
#include "expression.bpf.h"
#include "scratch.h"

#ifndef S_IFMT
#define S_IFMT 0170000
#endif

static __noinline bool text_is_in(struct scratch *s, const char *text, __u32 length, __u32 set)
{
	struct text_key *key = &s->text_key;

	if (length > TEXT_KEY)
		return false;
	__builtin_memset(key->text, 0, TEXT_KEY);
	key->set = set;
	key->length = length;
	copy_bytes(key->text, length, text);
	return bpf_map_lookup_elem(&text_sets, key) != NULL;
}

static __noinline bool text_begins_in(struct scratch *s, const char *text, __u32 length, __u32 set)
{
	struct affix_key *key = &s->affix_key;

	if (length > TEXT_KEY)
		length = TEXT_KEY;
	copy_bytes(key->text, length, text);
	key->set = set;
	key->prefix_bits = 32 + 8 * length;
	return bpf_map_lookup_elem(&affix_sets, key) != NULL;
}

/* Suffixes are stored reversed, so that the longest common suffix is a longest common prefix. */
static __noinline bool text_ends_in(struct scratch *s, const char *text, __u32 length, __u32 set)
{
	struct affix_key *key = &s->affix_key;
	__u32 bytes = length;

	if (length > TEXT_MAX)
		return false;
	if (bytes > TEXT_KEY)
		bytes = TEXT_KEY;
	copy_bytes(s->affix, bytes, text + (length - bytes));
	for (__u32 i = 0; i < TEXT_KEY; i++) {
		__u32 from = bytes - 1 - i;

		if (i >= bytes || from >= TEXT_KEY)
			break;
		key->text[i] = s->affix[from];
	}
	key->set = set;
	key->prefix_bits = 32 + 8 * bytes;
	return bpf_map_lookup_elem(&affix_sets, key) != NULL;
}

static __noinline bool address_is_in(const __u8 *address, __u32 set)
{
	struct address_key key = { .prefix_bits = 32 + 128, .set = set };

	__builtin_memcpy(key.address, address, sizeof(key.address));
	return bpf_map_lookup_elem(&address_sets, &key) != NULL;
}

static __noinline bool number_is_in(__u64 number, __u32 set)
{
	struct number_key key = { .set = set, .value = number };

	return bpf_map_lookup_elem(&number_sets, &key) != NULL;
}

/* A number as an address: the blocks of a range are then networks. Signed ones are moved above zero. */
static __noinline bool number_is_in_block(__u64 number, __u32 set)
{
	__u64 address[2] = { 0, __builtin_bswap64(number) };

	return address_is_in((const __u8 *)address, set);
}

static __noinline bool cgroup_is_in(__u64 cgroup, __u32 set)
{
	struct cgroup_key key = { .cgroup = cgroup, .set = set };

	return bpf_map_lookup_elem(&policy_cgroups, &key) != NULL;
}

static __always_inline bool in_range(__u64 number, __s64 first, __s64 last, bool is_signed)
{
	if (is_signed)
		return (__s64)number >= first && (__s64)number <= last;
	return number >= (__u64)first && number <= (__u64)last;
}

static __always_inline bool number_holds(const volatile struct filter_config *f, __u64 number)
{
	bool is_signed = f->flags & FILTER_SIGNED;

	switch (f->test) {
	case TEST_NUMBER_IN:
#pragma clang loop unroll(full)
		for (__u32 i = 0; i < MAX_NUMBERS; i++)
			if (i < f->count && number == (__u64)f->numbers[i])
				return true;
		return false;
	case TEST_NUMBER_ANY_BIT:
#pragma clang loop unroll(full)
		for (__u32 i = 0; i < MAX_NUMBERS; i++)
			if (i < f->count && (number & (__u64)f->numbers[i]))
				return true;
		return false;
	case TEST_NUMBER_RANGE:
#pragma clang loop unroll(full)
		for (__u32 i = 0; i < MAX_NUMBERS; i++)
			if (i < f->count &&
			    in_range(number, f->numbers[2 * i], f->numbers[2 * i + 1], is_signed))
				return true;
		return false;
	case TEST_NUMBER_GREATER:
		return is_signed ? (__s64)number > f->numbers[0] : number > (__u64)f->numbers[0];
	case TEST_NUMBER_LESS:
		return is_signed ? (__s64)number < f->numbers[0] : number < (__u64)f->numbers[0];
	case TEST_NUMBER_SET:
		return number_is_in(number, f->set);
	case TEST_NUMBER_TRIE:
		return number_is_in_block(is_signed ? number ^ (1ULL << 63) : number, f->set);
	case TEST_WORKLOAD:
		return cgroup_is_in(number, f->set);
	}
	return false;
}

/* front_cut, end_cut: the text lost its first or last part, so nothing can be said about that end. */
static __always_inline bool text_holds(struct scratch *s, const volatile struct filter_config *f,
				       const char *text, __u32 length, bool front_cut, bool end_cut)
{
	switch (f->test) {
	case TEST_TEXT_EQUAL:
		return !front_cut && !end_cut && text_is_in(s, text, length, f->set);
	case TEST_TEXT_PREFIX:
		return !front_cut && text_begins_in(s, text, length, f->set);
	case TEST_TEXT_SUFFIX:
		return !end_cut && text_ends_in(s, text, length, f->set);
	case TEST_TEXT_AUTOMATON:
		return !(front_cut && f->flags & FILTER_AT_FRONT) &&
		       !(end_cut && f->flags & FILTER_AT_END) &&
		       text_is_accepted(text, length, f->set);
	}
	return false;
}

/* The number that a field of an argument is compared as. */
static __always_inline __u64 number_of(const struct arg_slot *slot, __u32 field)
{
	switch (field) {
	case FIELD_FILE_TYPE:
		return slot->file.mode & S_IFMT;
	case FIELD_SOCK_FAMILY:
		return slot->sock.family;
	case FIELD_SOCK_PROTOCOL:
		return slot->sock.protocol;
	case FIELD_SOCK_STATE:
		return slot->sock.state;
	case FIELD_SOCK_SPORT:
		return slot->sock.sport;
	case FIELD_SOCK_DPORT:
		return slot->sock.dport;
	}
	return slot->number;
}

/* Bits that the argument has and another one has not. */
static __always_inline bool gained_holds(struct scratch *s, const volatile struct filter_config *f,
					 __u64 number)
{
	__u32 position = f->other;

	if (position >= MAX_ARGS || s->slots[position].status < 0)
		return false;
	return (number & ~s->slots[position].number & (__u64)f->numbers[0]) != 0;
}

static __always_inline bool argument_holds(struct scratch *s,
					   const volatile struct filter_config *f)
{
	__u32 position = f->arg;
	__u32 field = f->field;
	struct arg_slot *slot;

	if (position >= MAX_ARGS)
		return false;
	slot = &s->slots[position];
	if (slot->status < 0)
		return false;
	if (field == FIELD_TEXT)
		return text_holds(s, f, slot->text, slot->length, slot->file.flags & FILE_PATH_CUT,
				  slot->original != slot->length);
	if (field == FIELD_SOCK_SADDR)
		return address_is_in(slot->sock.saddr, f->set);
	if (field == FIELD_SOCK_DADDR)
		return address_is_in(slot->sock.daddr, f->set);
	if (f->test == TEST_BITS_GAINED)
		return gained_holds(s, f, slot->number);
	return number_holds(f, number_of(slot, field));
}

/* Only the front of a long path is kept: see learn_executable(). */
static __always_inline bool executable_holds(struct scratch *s,
					     const volatile struct filter_config *f,
					     const struct exe_path *exe)
{
	if (exe->status < 0)
		return false;
	return text_holds(s, f, exe->text, exe->status, false, exe->original != (__u32)exe->status);
}

static __always_inline bool pid_holds(struct scratch *s, const volatile struct filter_config *f,
				      bool in_namespace)
{
	const struct subject *subject = &s->subject;

	if (number_holds(f, subject->numbers[in_namespace ? SUBJECT_NS_PID : SUBJECT_PID]))
		return true;
	if (!(f->flags & FILTER_FOLLOW_FORKS))
		return false;
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_PID_ANCESTORS; i++)
		if (number_holds(f,
				 in_namespace ? subject->ns_ancestors[i] : subject->ancestors[i]))
			return true;
	return false;
}

static __always_inline bool subject_holds(struct scratch *s, const volatile struct filter_config *f)
{
	__u32 number = f->field - FIELD_SUBJECT;

	switch (f->field) {
	case FIELD_EXE:
		return executable_holds(s, f, &s->subject.exe);
	case FIELD_PARENT_EXE:
		return executable_holds(s, f, &s->subject.parent_exe);
	case FIELD_SCRIPT:
		return executable_holds(s, f, &s->subject.script);
	case FIELD_PARENT_SCRIPT:
		return executable_holds(s, f, &s->subject.parent_script);
	case FIELD_SUBJECT + SUBJECT_PID:
		return pid_holds(s, f, false);
	case FIELD_SUBJECT + SUBJECT_NS_PID:
		return pid_holds(s, f, true);
	}
	return number < SUBJECT_NUMBERS && number_holds(f, s->subject.numbers[number]);
}

static __always_inline bool filter_holds(struct scratch *s, const volatile struct filter_config *f)
{
	bool found;

	if (f->test == TEST_ANY)
		found = true;
	else if (f->test == TEST_EXPRESSION)
		found = expression_holds(s, f->set, f->count);
	else if (f->field >= FIELD_EXE)
		found = subject_holds(s, f);
	else
		found = argument_holds(s, f);
	return found != !!(f->flags & FILTER_NEGATED);
}

/* Where a walk through the filters is. */
struct selection {
	struct scratch *s;
	__u32 selector; /* whose filters are looked at */
	bool holds; /* whether all of them held so far */
};

static long select_step(__u32 i, struct selection *at)
{
	const volatile struct filter_config *f = bpf_map_lookup_elem(&filter_list, &i);

	if (!f)
		return 1;
	if (f->selector != at->selector) {
		if (at->holds)
			return 1;
		at->selector = f->selector;
		at->holds = true;
	}
	if (at->holds)
		at->holds = filter_holds(at->s, f);
	return 0;
}

static __always_inline int select_from_list(struct scratch *s,
					    const volatile struct hook_config *hook)
{
	struct selection at = { .s = s, .holds = true };

	bpf_loop(hook->filter_count, select_step, &at, 0);
	return at.holds && at.selector < MAX_SELECTORS ? (int)at.selector : -1;
}

/* Position of the first selector that matches, SELECTOR_NONE without selectors, or -1. */
static __always_inline int select_first(struct scratch *s, const volatile struct hook_config *hook)
{
	__u32 selector = 0;
	bool holds = true;

	if (!hook->selectors[0].used)
		return SELECTOR_NONE;
	if (hook->options & OPTION_FILTER_LIST)
		return select_from_list(s, hook);
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_FILTERS; i++) {
		const volatile struct filter_config *f = &hook->filters[i];

		if (!f->test)
			break;
		if (f->selector != selector) {
			if (holds)
				return selector;
			selector = f->selector;
			holds = true;
		}
		if (holds)
			holds = filter_holds(s, f);
	}
	return holds && selector < MAX_SELECTORS ? (int)selector : -1;
}

#endif
