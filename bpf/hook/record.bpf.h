/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Builds the record of a hook in scratch.call.record. */
#ifndef BEELAB_RECORD_BPF_H
#define BEELAB_RECORD_BPF_H

#include "hook_maps.bpf.h"
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

static __noinline void append_argument(struct scratch *s, struct arg_slot *slot, __u8 kind,
				       __u8 index)
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
		*(__u64 *)(out + 1) = slot->number;
		payload = sizeof(struct number_payload);
		break;
	case VALUE_SOCK:
		__builtin_memcpy(out + 1, &slot->sock, sizeof(slot->sock));
		payload = sizeof(struct sock_payload);
		break;
	case VALUE_TEXT:
	case VALUE_BYTES:
		out->original = slot->original;
		payload = slot->length;
		if (payload > TEXT_MAX)
			payload = TEXT_MAX;
		bpf_probe_read_kernel(out + 1, payload, slot->text);
		break;
	case VALUE_FILE:
	case VALUE_PATH:
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

#endif
