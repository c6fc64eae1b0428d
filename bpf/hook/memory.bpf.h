/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Strings and buffers, in one piece or in many. */
#ifndef BEELAB_MEMORY_BPF_H
#define BEELAB_MEMORY_BPF_H

#include "maps.bpf.h"
#include "core_types.h"

static __always_inline long read_either(void *to, __u32 bytes, __u64 from, bool user)
{
	if (user)
		return bpf_probe_read_user(to, bytes, (const void *)from);
	return bpf_probe_read_kernel(to, bytes, (const void *)from);
}

static __always_inline long read_either_string(void *to, __u32 room, __u64 from, bool user)
{
	if (user)
		return bpf_probe_read_user_str(to, room, (const void *)from);
	return bpf_probe_read_kernel_str(to, room, (const void *)from);
}

static __noinline void read_string(struct arg_slot *slot, __u32 max, const void *pointer, bool user)
{
	char next = 0;
	long length;

	if (max > TEXT_MAX)
		return;
	if (user)
		length = bpf_probe_read_user_str(slot->text, max + 1, pointer);
	else
		length = bpf_probe_read_kernel_str(slot->text, max + 1, pointer);
	if (length <= 0 || length > TEXT_MAX + 1) {
		slot->status = length < 0 ? length : -EFAULT;
		count(READ_FAULT);
		return;
	}
	slot->length = length - 1; /* without the NUL */
	slot->original = slot->length;
	if (slot->length < max)
		return;
	/* Full: it fitted exactly if a NUL follows. */
	if (user)
		bpf_probe_read_user(&next, 1, pointer + max);
	else
		bpf_probe_read_kernel(&next, 1, pointer + max);
	if (next) {
		slot->original = 0;
		count(TEXT_CUT);
	}
}

static __noinline void read_buffer(struct arg_slot *slot, __u32 max, const void *pointer,
				   __s64 size, bool user)
{
	__u32 length;
	long err;

	/* More than that is sent in chunks. */
	if (max > TEXT_MAX)
		max = TEXT_MAX;
	/* The size may be a failed call's return value. */
	if (size < 0)
		size = 0;
	length = (__u64)size > max ? max : size;
	if (user)
		err = bpf_probe_read_user(slot->text, length, pointer);
	else
		err = bpf_probe_read_kernel(slot->text, length, pointer);
	if (err) {
		slot->status = err;
		count(READ_FAULT);
		return;
	}
	slot->length = length;
	slot->original = (__u64)size > 0xffffffff ? 0xffffffff : size;
	if (slot->original != length)
		count(TEXT_CUT);
}

/* UIO_MAXIOV of the kernel: longer vectors are refused by it. */
#define MAX_SEGMENTS 1024

/* The uapi structure; both members are one word. */
struct segment {
	__u64 base;
	__u64 length;
};

struct gather {
	struct arg_slot *slot;
	const struct segment *vector;
	__u64 skip; /* bytes of the first segment that are used up */
	__u64 limit; /* bytes that all segments together may give */
	__u64 seen; /* bytes of all segments so far, read or not */
	__u32 count;
	__u32 filled;
	__s32 err;
	bool vector_in_user;
	bool bytes_in_user;
};

/* Appends one segment. Returns 1 to stop. */
static long gather_step(__u32 i, struct gather *g)
{
	struct segment segment = {};
	__u32 filled = g->filled;
	__u32 length;
	long err;

	if (i >= g->count || g->seen >= g->limit)
		return 1;
	if (g->vector_in_user)
		err = bpf_probe_read_user(&segment, sizeof(segment), g->vector + i);
	else
		err = bpf_probe_read_kernel(&segment, sizeof(segment), g->vector + i);
	if (err) {
		g->err = err;
		return 1;
	}
	if (g->skip > segment.length)
		g->skip = segment.length;
	segment.base += g->skip;
	segment.length -= g->skip;
	g->skip = 0;
	if (segment.length > g->limit - g->seen)
		segment.length = g->limit - g->seen;
	g->seen += segment.length;
	if (filled >= TEXT_MAX)
		return 0;
	length = segment.length > TEXT_MAX - filled ? TEXT_MAX - filled : segment.length;
	/* Together they never reach behind the text; that each stays below it the verifier must see. */
	barrier_var(length);
	if (length > TEXT_MAX)
		return 1;
	if (g->bytes_in_user)
		err = bpf_probe_read_user(&g->slot->text[filled], length, (void *)segment.base);
	else
		err = bpf_probe_read_kernel(&g->slot->text[filled], length, (void *)segment.base);
	if (err) {
		g->err = err;
		return 1;
	}
	g->filled = filled + length;
	return 0;
}

/* What could be read before a segment that could not is kept, and told to be cut. */
static __always_inline void gather(struct gather *g)
{
	struct arg_slot *slot = g->slot;

	bpf_loop(MAX_SEGMENTS, gather_step, g, 0);
	slot->length = g->filled;
	slot->original = g->seen > 0xffffffff ? 0xffffffff : g->seen;
	if (g->err) {
		count(READ_FAULT);
		if (!g->filled)
			slot->status = g->err;
	}
	if (slot->original != slot->length)
		count(TEXT_CUT);
}

/* segments: of the vector; limit: bytes of all segments that count; user: where the vector lies. */
static __noinline void read_iovec(struct arg_slot *slot, __u64 vector, __s64 segments, __s64 limit,
				  bool user)
{
	struct gather g = {
		.slot = slot,
		.vector = (const void *)vector,
		.limit = limit < 0 ? 0 : limit,
		.count = segments < 0              ? 0
			 : segments > MAX_SEGMENTS ? MAX_SEGMENTS
						   : segments,
		.vector_in_user = user,
		.bytes_in_user = true,
	};

	gather(&g);
}

/* What the kernel has still to read from or write to. */
static __noinline void read_iov_iter(struct arg_slot *slot, struct iov_iter *iter)
{
	__u32 type = BPF_CORE_READ(iter, iter_type);
	struct segment single = {};
	struct gather g = {
		.slot = slot,
		.skip = BPF_CORE_READ(iter, iov_offset),
		.limit = BPF_CORE_READ(iter, count),
		.count = BPF_CORE_READ(iter, nr_segs),
		.bytes_in_user = true,
	};

	if (bpf_core_enum_value_exists(enum iter_type, ITER_UBUF) &&
	    type == bpf_core_enum_value(enum iter_type, ITER_UBUF)) {
		/* One buffer without a vector: make it a vector of one. */
		single.base = (__u64)BPF_CORE_READ(iter, ubuf);
		single.length = g.limit + g.skip;
		g.vector = &single;
		g.count = 1;
	} else if (type == bpf_core_enum_value(enum iter_type, ITER_IOVEC)) {
		/* Renamed in Linux 6.4 (commit de4f5fed3f23). */
		if (bpf_core_field_exists(iter->__iov))
			g.vector = (const void *)BPF_CORE_READ(iter, __iov);
		else
			g.vector = (const void *)BPF_CORE_READ((struct iov_iter___old *)iter, iov);
	} else if (type == bpf_core_enum_value(enum iter_type, ITER_KVEC)) {
		g.vector = (const void *)BPF_CORE_READ(iter, kvec);
		g.bytes_in_user = false;
	} else {
		/* Pages, or nothing at all: there is no address to read from. */
		slot->status = -EOPNOTSUPP;
		return;
	}
	gather(&g);
}

#endif
