/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Builds the record of a hook in scratch.call.record. */
#ifndef BEELAB_RECORD_BPF_H
#define BEELAB_RECORD_BPF_H

#include "hook_maps.bpf.h"
#include "memory.bpf.h"
#include "task.bpf.h"

/* The longest argument: its header, a path with its fixed part, and alignment. */
#define ARG_SPACE (sizeof(struct arg_record) + sizeof(struct file_payload) + TEXT_MAX + 8)

/* site: position of the hook among those that one program serves */
static __always_inline void begin_record(struct scratch *s, const volatile struct hook_config *hook,
					 __u32 site)
{
	struct hook_record *record = (void *)s->call.record;

	fill_header(&record->header, (void *)bpf_get_current_task(), RECORD_HOOK);
	record->policy_id = hook->policy_id;
	record->hook_id = hook->hook_id + site;
	record->selector = SELECTOR_NONE;
	record->action = ACTION_POST;
	record->return_action = ACTION_UNKNOWN;
	record->arg_count = 0;
	record->pad = 0;
	record->enforce_status = 0;
	s->call.size = sizeof(*record);
}

static __always_inline __u32 put_fixed(struct arg_record *out, const void *from, __u32 bytes)
{
	bpf_probe_read_kernel(out + 1, bytes, from);
	return bytes;
}

static __noinline void append_argument(struct scratch *s, struct arg_slot *slot, __u8 kind,
				       __u8 index, __u32 more)
{
	struct hook_record *record = (void *)s->call.record;
	__u64 offset = s->call.size;
	__u32 payload = 0;
	const void *from = slot->text;
	struct arg_record *out;

	if (offset > RECORD_SPACE - ARG_SPACE) {
		count(RECORD_FULL);
		return;
	}
	out = (void *)&s->call.record[offset];
	out->index = index;
	out->kind = kind;
	out->depth = 0;
	out->original = 0;
	out->chunked = 0;
	if (slot->status < 0) {
		out->kind = VALUE_ERROR;
		out->depth = slot->depth;
		out->status = slot->status;
		s->call.size = offset + sizeof(*out);
		record->arg_count++;
		return;
	}
	switch (kind) {
	case VALUE_INT:
	case VALUE_UINT:
	case VALUE_LONG:
	case VALUE_SIZE:
	case VALUE_CAPABILITY:
	case VALUE_CAP_SET:
	case VALUE_CAP_INHERITABLE:
	case VALUE_CAP_PERMITTED:
	case VALUE_CAP_EFFECTIVE:
	case VALUE_SYSCALL:
	case VALUE_BPF_CMD:
		*(__u64 *)(out + 1) = slot->number;
		payload = sizeof(struct number_payload);
		break;
	case VALUE_SOCK:
	case VALUE_SOCKADDR:
		payload = put_fixed(out, &slot->sock, sizeof(slot->sock));
		break;
	case VALUE_SKB:
		payload = put_fixed(out, &slot->skb, sizeof(slot->skb));
		break;
	case VALUE_CRED:
		payload = put_fixed(out, &slot->cred, sizeof(slot->cred));
		break;
	case VALUE_USER_NS:
		payload = put_fixed(out, &slot->user_ns, sizeof(slot->user_ns));
		break;
	case VALUE_MODULE:
		payload = put_fixed(out, &slot->module, sizeof(slot->module));
		break;
	case VALUE_BPF_ATTR:
	case VALUE_BPF_PROG:
	case VALUE_BPF_MAP:
		payload = put_fixed(out, &slot->bpf, sizeof(slot->bpf));
		break;
	case VALUE_PERF_EVENT:
		payload = put_fixed(out, &slot->perf, sizeof(slot->perf));
		break;
	case VALUE_TEXT:
	case VALUE_BYTES:
	case VALUE_WORDS:
		out->original = slot->original;
		out->chunked = more;
		payload = slot->length;
		if (payload > TEXT_MAX)
			payload = TEXT_MAX;
		bpf_probe_read_kernel(out + 1, payload, slot->text);
		break;
	case VALUE_FILE:
	case VALUE_PATH:
	case VALUE_BINPRM:
	case VALUE_SOCKADDR_UN:
		from = &slot->file;
		payload = slot->length;
		if (payload > TEXT_MAX)
			payload = TEXT_MAX;
		payload += sizeof(struct file_payload);
		bpf_probe_read_kernel(out + 1, payload, from);
		break;
	}
	out->status = payload;
	s->call.size = offset + sizeof(*out) + ((payload + 7) & ~7U);
	record->arg_count++;
}

struct chunking {
	struct scratch *s;
	__u64 from;
	__u32 left;
	__u32 sent;
	bool user;
};

/* Sends the next piece. Returns 1 to stop. */
static long send_chunk(__u32 i, struct chunking *c)
{
	struct chunk_record *chunk = &c->s->chunk;
	__u32 length = c->left > TEXT_MAX ? TEXT_MAX : c->left;

	if (!length)
		return 1;
	if (read_either(chunk + 1, length, c->from, c->user)) {
		count(READ_FAULT);
		return 1;
	}
	chunk->offset = TEXT_MAX + c->sent;
	chunk->length = length;
	chunk->header.size = sizeof(*chunk) + length;
	if (bpf_ringbuf_output(&events, chunk, sizeof(*chunk) + length, 0)) {
		count(LOST_CHUNK);
		return 1;
	}
	c->from += length;
	c->left -= length;
	c->sent += length;
	return 0;
}

/*
 * Sends what a large buffer has behind its first TEXT_MAX bytes, before its record. Returns the bytes
 * sent: fewer than there are when memory could not be read or the ring buffer was full.
 */
static __noinline __u32 send_chunks(struct scratch *s, struct arg_slot *slot, __u8 index, __u32 max,
				    bool user)
{
	struct hook_record *record = (void *)s->call.record;
	struct chunk_record *chunk = &s->chunk;
	__u32 size = slot->original > max ? max : slot->original;
	struct chunking c = {
		.s = s,
		.from = slot->number + TEXT_MAX,
		.left = size > TEXT_MAX ? size - TEXT_MAX : 0,
		.user = user,
	};

	if (slot->status < 0 || !c.left)
		return 0;
	chunk->header = record->header;
	chunk->header.kind = RECORD_CHUNK;
	chunk->header.flags = 0;
	chunk->policy_id = record->policy_id;
	chunk->hook_id = record->hook_id;
	chunk->index = index;
	chunk->pad = 0;
	bpf_loop(LARGE_MAX / TEXT_MAX + 1, send_chunk, &c, 0);
	return c.sent;
}

static __always_inline void append(struct scratch *s, struct arg_slot *slot,
				   const volatile struct arg_config *arg)
{
	__u32 more = 0;

	if (arg->flags & ARG_LARGE)
		more = send_chunks(s, slot, arg->index, arg->max, arg->flags & ARG_USER_MEMORY);
	append_argument(s, slot, arg->value_kind, arg->index, more);
}

#endif
