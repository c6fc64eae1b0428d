// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* The last thread of a process left. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>
#include "origin.bpf.h"

const volatile struct base_config config SEC(".rodata.config");

/*
 * The tracepoint fires for every thread, after signal->live was decreased: two last threads can both see
 * zero. The first to enter the process here reports it.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct process_key);
	__type(value, __u8);
} exited SEC(".maps");

/* As wait(2) will report it: of a group exit its code, otherwise the leader's. */
static __always_inline __u32 exit_code(struct task_struct *task)
{
	if (BPF_CORE_READ(task, signal, flags) & SIGNAL_GROUP_EXIT)
		return BPF_CORE_READ(task, signal, group_exit_code);
	return BPF_CORE_READ(task, group_leader, exit_code);
}

SEC("raw_tracepoint/sched_process_exit")
int process_exit(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (void *)ctx->args[0];
	struct exit_record record = {};
	struct process_key key;
	__u8 seen = 1;

	if (BPF_CORE_READ(task, signal, live.counter) > 0)
		return 0;
	key = task_key(task);
	if (bpf_map_update_elem(&exited, &key, &seen, BPF_NOEXIST) == -EEXIST)
		return 0;
	bpf_map_delete_elem(&binaries, &key);
	forget_origin(&key);
	fill_header(&record.header, task, RECORD_EXIT);
	record.header.size = sizeof(record);
	record.code = exit_code(task);
	if (bpf_ringbuf_output(&events, &record, sizeof(record), 0))
		count(LOST_EXIT);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
