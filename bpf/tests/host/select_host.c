// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/*
 * select.bpf.h as a normal shared library, so that its semantics are tested without a kernel: the maps are
 * lists, and the collected arguments are set by the test (SelectTest drives it through FFM).
 */
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#undef __always_inline
#define __always_inline inline __attribute__((always_inline))
#define __noinline __attribute__((noinline))

enum map_kind {
	HASH,
	LPM_TRIE,
	ARRAY
};

struct entry {
	struct entry *next;
	char key[];
};

struct map {
	const char *name;
	enum map_kind kind;
	size_t key_size;
	struct entry *entries;
	/* Of arrays: key_size is that of a value. */
	char *values;
	size_t count;
};

#include "scratch.h"

#define MAP(kind, name, key_size) static struct map name = { #name, kind, key_size, NULL, NULL, 0 }
MAP(HASH, number_sets, sizeof(struct number_key));
MAP(HASH, text_sets, sizeof(struct text_key));
MAP(HASH, policy_cgroups, sizeof(struct cgroup_key));
MAP(LPM_TRIE, affix_sets, sizeof(struct affix_key));
MAP(LPM_TRIE, address_sets, sizeof(struct address_key));
MAP(ARRAY, tables, 0);
MAP(ARRAY, filter_list, sizeof(struct filter_config));
static struct map *const maps[] = { &number_sets,  &text_sets, &policy_cgroups, &affix_sets,
				    &address_sets, &tables,    &filter_list };

static struct scratch scratch;
static __u32 table_words;
#define TABLE_WORDS table_words

static void copy_bytes(void *to, __u32 length, const void *from)
{
	memcpy(to, from, length);
}

/* Whether the first bits of two byte strings are the same, as in an LPM trie. */
static bool same_bits(const unsigned char *a, const unsigned char *b, __u32 bits)
{
	__u32 bytes = bits / 8;
	__u32 rest = bits % 8;

	if (memcmp(a, b, bytes))
		return false;
	return !rest || ((a[bytes] ^ b[bytes]) >> (8 - rest)) == 0;
}

static bool key_matches(const struct map *map, const char *stored, const char *wanted)
{
	__u32 stored_bits, wanted_bits;

	if (map->kind == HASH)
		return !memcmp(stored, wanted, map->key_size);
	memcpy(&stored_bits, stored, sizeof(stored_bits));
	memcpy(&wanted_bits, wanted, sizeof(wanted_bits));
	return stored_bits <= wanted_bits &&
	       same_bits((const void *)(stored + 4), (const void *)(wanted + 4), stored_bits);
}

static void *bpf_map_lookup_elem(struct map *map, const void *key)
{
	__u32 index;

	if (map->kind == ARRAY) {
		memcpy(&index, key, sizeof(index));
		return index < map->count ? map->values + index * map->key_size : NULL;
	}
	for (struct entry *e = map->entries; e; e = e->next)
		if (key_matches(map, e->key, key))
			return e;
	return NULL;
}

#define bpf_loop(times, step, walk, flags)                                                         \
	do {                                                                                       \
		for (__u32 n = 0; n < (times); n++)                                                \
			if (step(n, walk))                                                         \
				break;                                                             \
	} while (0)

#include "select.bpf.h"

/* What the test calls. Slots are positions in hook_config.args. */

/* Every test program has its own sets. */
void host_clear_sets(void)
{
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++) {
		while (maps[i]->entries) {
			struct entry *e = maps[i]->entries;

			maps[i]->entries = e->next;
			free(e);
		}
		free(maps[i]->values);
		maps[i]->values = NULL;
		maps[i]->count = 0;
	}
}

void host_reset(void)
{
	host_clear_sets();
	/* Whatever was in the work area before must not matter. */
	memset(&scratch, 0xa5, sizeof(scratch));
}

/* Returns 0, or -1 when there is no such map or the key has another size. */
int host_add_key(const char *name, const void *key, size_t size)
{
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++) {
		struct entry *e;

		if (strcmp(maps[i]->name, name) || maps[i]->key_size != size ||
		    maps[i]->kind == ARRAY)
			continue;
		e = malloc(sizeof(*e) + size);
		if (!e)
			return -1;
		memcpy(e->key, key, size);
		e->next = maps[i]->entries;
		maps[i]->entries = e;
		return 0;
	}
	return -1;
}

/* All values of an array, one after the other. Returns 0, or -1 when there is no such array. */
int host_set_array(const char *name, const void *values, size_t count, size_t size)
{
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++) {
		if (strcmp(maps[i]->name, name) || maps[i]->kind != ARRAY)
			continue;
		maps[i]->values = malloc(count * size);
		if (!maps[i]->values)
			return -1;
		memcpy(maps[i]->values, values, count * size);
		maps[i]->count = count;
		maps[i]->key_size = size;
		return 0;
	}
	return -1;
}

static struct arg_slot *fresh_slot(int slot)
{
	struct arg_slot *s = &scratch.slots[slot];

	s->status = 0;
	s->length = 0;
	s->original = 0;
	s->file.flags = 0;
	return s;
}

void host_set_number(int slot, __u64 number)
{
	fresh_slot(slot)->number = number;
}

void host_set_error(int slot, int status)
{
	fresh_slot(slot)->status = status;
}

/* original: see struct text_span. */
void host_set_text(int slot, const char *text, __u32 length, __u32 original)
{
	struct arg_slot *s = fresh_slot(slot);

	memcpy(s->text, text, length);
	s->length = length;
	s->original = original;
}

void host_set_file(int slot, const char *path, __u32 length, __u32 flags, __u32 mode)
{
	host_set_text(slot, path, length, length);
	scratch.slots[slot].file.flags = flags;
	scratch.slots[slot].file.mode = mode;
}

void host_set_sock(int slot, const struct sock_payload *sock)
{
	fresh_slot(slot)->sock = *sock;
}

/* field: FIELD_EXE, FIELD_PARENT_EXE, FIELD_SCRIPT or FIELD_PARENT_SCRIPT. */
void host_set_executable(int field, const char *path, int status, __u32 original)
{
	struct exe_path *exe = &scratch.subject.exe + (field - FIELD_EXE);

	exe->status = status;
	exe->original = original;
	if (status > 0)
		memcpy(exe->text, path, status);
}

/* generation 0 is the process itself. */
void host_set_pid(int generation, __u32 tgid, __u32 ns_tgid)
{
	if (generation == 0) {
		scratch.subject.numbers[SUBJECT_PID] = tgid;
		scratch.subject.numbers[SUBJECT_NS_PID] = ns_tgid;
	} else {
		scratch.subject.ancestors[generation - 1] = tgid;
		scratch.subject.ns_ancestors[generation - 1] = ns_tgid;
	}
}

/* number: enum subject_number */
void host_set_subject(int number, __u64 value)
{
	scratch.subject.numbers[number] = value;
}

/* See select_first(). */
int host_select(const struct hook_config *config)
{
	table_words = config->table_words;
	return select_first(&scratch, config);
}
