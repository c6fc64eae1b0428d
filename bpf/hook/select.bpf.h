/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Does a selector match? Works on what was collected before, never on kernel memory, and has no side
 * effect: tests/host compiles it as a normal library. Whoever includes it provides copy_bytes(),
 * bpf_map_lookup_elem() and the maps number_sets, text_sets, affix_sets and address_sets.
 *
 * Everything that depends on the configuration is unrolled, so that the verifier deletes what a hook does
 * not use. The static functions below take configuration only as plain values.
 */
#ifndef BEELAB_SELECT_BPF_H
#define BEELAB_SELECT_BPF_H

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
	}
	return false;
}

/* The number that a field is compared as. */
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
	return number_holds(f, number_of(slot, field));
}

static __always_inline bool binary_holds(struct scratch *s, const volatile struct filter_config *f)
{
	const struct exe_path *exe = &s->subject.exe;

	if (exe->status < 0)
		return false;
	/* Only the front of a long path is kept: see learn_executable(). */
	return text_holds(s, f, exe->text, exe->status, false, exe->original != (__u32)exe->status);
}

static __always_inline bool is_wanted_pid(const volatile struct pid_filter_config *f, __u32 pid)
{
#pragma clang loop unroll(full)
	for (__u32 i = 0; i < MAX_PIDS; i++)
		if (i < f->count && pid == f->pids[i])
			return true;
	return false;
}

static __always_inline bool pid_holds(struct scratch *s, const volatile struct pid_filter_config *f)
{
	const struct subject *subject = &s->subject;
	bool in_namespace = f->flags & PID_IN_NAMESPACE;

	if (is_wanted_pid(f, in_namespace ? subject->ns_tgid : subject->tgid))
		return true;
	if (!(f->flags & PID_FOLLOW_FORKS))
		return false;
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_PID_ANCESTORS; i++)
		if (is_wanted_pid(f,
				  in_namespace ? subject->ns_ancestors[i] : subject->ancestors[i]))
			return true;
	return false;
}

static __always_inline bool selector_matches(struct scratch *s,
					     const volatile struct selector_config *selector)
{
	if (selector->pids.count &&
	    pid_holds(s, &selector->pids) == !!(selector->pids.flags & PID_NEGATED))
		return false;
	if (selector->binary.test &&
	    binary_holds(s, &selector->binary) == !!(selector->binary.flags & FILTER_NEGATED))
		return false;
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_FILTERS; i++) {
		const volatile struct filter_config *f = &selector->filters[i];

		if (f->test && argument_holds(s, f) == !!(f->flags & FILTER_NEGATED))
			return false;
	}
	return true;
}

/* Position of the first selector that matches, SELECTOR_NONE without selectors, or -1. */
static __always_inline int select_first(struct scratch *s, const volatile struct hook_config *hook)
{
	if (!hook->selectors[0].used)
		return SELECTOR_NONE;
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_SELECTORS; i++) {
		if (!hook->selectors[i].used)
			return -1;
		if (selector_matches(s, &hook->selectors[i]))
			return i;
	}
	return -1;
}

#endif
