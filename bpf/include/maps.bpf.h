/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Maps that all objects of an agent share: the loader creates them once and gives every further object
 * the same ones (bpf_map__reuse_fd), by name.
 */
#ifndef BEELAB_MAPS_BPF_H
#define BEELAB_MAPS_BPF_H

#include "counters.h"
#include "scratch.h"

/* Work areas of one CPU: a program that interrupts or preempts another one takes the next. */
#define SCRATCH_AREAS 4

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20); /* bytes; the loader may set another power of two */
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, COUNTER_COUNT);
	__type(key, __u32); /* enum kernel_counter */
	__type(value, __u64);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SCRATCH_AREAS); /* the loader sets SCRATCH_AREAS * possible CPUs */
	__type(key, __u32);
	__type(value, struct scratch);
} scratch SEC(".maps");

/* Resolved path of the executable of a process, until its next execve or its end. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct process_key);
	__type(value, struct exe_path);
} binaries SEC(".maps");

/* Path of the script that a process interprets, inherited by its children until they execute something. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 131072);
	__type(key, struct process_key);
	__type(value, struct exe_path);
} scripts SEC(".maps");

/* Namespaces and capabilities of a process as it was created, or executed its program. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 131072);
	__type(key, struct process_key);
	__type(value, struct origin);
} origins SEC(".maps");

/* Sets of executables whose descendants are followed, and the processes that are. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 16384);
	__type(key, struct followed_path);
	__type(value, __u64);
} followed_paths SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 131072);
	__type(key, struct process_key);
	__type(value, __u64);
} followed SEC(".maps");

static __always_inline void count(enum kernel_counter counter)
{
	__u32 key = counter;
	__u64 *value = bpf_map_lookup_elem(&counters, &key);

	if (value)
		*value += 1;
}

/* A free work area of this CPU, or NULL: counted, and the record is not made. */
static __always_inline struct scratch *scratch_claim(void)
{
	__u32 first = bpf_get_smp_processor_id() * SCRATCH_AREAS;

#pragma clang loop unroll(full)
	for (int i = 0; i < SCRATCH_AREAS; i++) {
		__u32 key = first + i;
		struct scratch *area = bpf_map_lookup_elem(&scratch, &key);

		if (!area)
			break;
		if (__sync_val_compare_and_swap(&area->busy, 0, 1) == 0)
			return area;
	}
	count(SCRATCH_BUSY);
	return NULL;
}

static __always_inline void scratch_release(struct scratch *area)
{
	area->busy = 0;
}

/* Sends the first size bytes of the record, or counts their loss. */
static __always_inline void emit(struct scratch *s, __u64 size, enum kernel_counter lost)
{
	if (size > RECORD_SPACE || bpf_ringbuf_output(&events, s->call.record, size, 0))
		count(lost);
}

#endif
