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
	LPM_TRIE
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
};

#include "scratch.h"

static struct map number_sets = { "number_sets", HASH, sizeof(struct number_key), NULL };
static struct map text_sets = { "text_sets", HASH, sizeof(struct text_key), NULL };
static struct map affix_sets = { "affix_sets", LPM_TRIE, sizeof(struct affix_key), NULL };
static struct map address_sets = { "address_sets", LPM_TRIE, sizeof(struct address_key), NULL };
static struct map *const maps[] = { &number_sets, &text_sets, &affix_sets, &address_sets };

static struct scratch scratch;

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
	for (struct entry *e = map->entries; e; e = e->next)
		if (key_matches(map, e->key, key))
			return e;
	return NULL;
}

#include "select.bpf.h"

/* What the test calls. Slots are positions in hook_config.args. */

/* Every test program has its own sets. */
void host_clear_sets(void)
{
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		while (maps[i]->entries) {
			struct entry *e = maps[i]->entries;

			maps[i]->entries = e->next;
			free(e);
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

		if (strcmp(maps[i]->name, name) || maps[i]->key_size != size)
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

void host_set_executable(const char *path, int status, __u32 original)
{
	scratch.subject.exe.status = status;
	scratch.subject.exe.original = original;
	if (status > 0)
		memcpy(scratch.subject.exe.text, path, status);
}

/* generation 0 is the process itself. */
void host_set_pid(int generation, __u32 tgid, __u32 ns_tgid)
{
	if (generation == 0) {
		scratch.subject.tgid = tgid;
		scratch.subject.ns_tgid = ns_tgid;
	} else {
		scratch.subject.ancestors[generation - 1] = tgid;
		scratch.subject.ns_ancestors[generation - 1] = ns_tgid;
	}
}

/* See select_first(). */
int host_select(const struct hook_config *config)
{
	return select_first(&scratch, config);
}
