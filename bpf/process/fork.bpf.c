// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* A process was created. It cannot have run yet when the tracepoint fires. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>
#include "origin.bpf.h"

const volatile struct base_config config SEC(".rodata.config");

SEC("raw_tracepoint/sched_process_fork")
int process_fork(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *child = (void *)ctx->args[1];
	/* Not the caller of clone(2): CLONE_PARENT, which runc uses, makes the child its sibling. */
	struct task_struct *parent = BPF_CORE_READ(child, real_parent);
	struct task_struct *creator = (void *)ctx->args[0];
	struct fork_record record = {};

	if (BPF_CORE_READ(child, pid) != BPF_CORE_READ(child, tgid))
		return 0; /* a thread */
	inherit_origin(creator, child);
	fill_header(&record.header, child, RECORD_FORK);
	record.header.size = sizeof(record);
	if (BPF_CORE_READ(child, flags) & PF_KTHREAD)
		record.header.flags = FORK_KERNEL_THREAD;
	record.parent_tgid = BPF_CORE_READ(parent, tgid);
	record.parent_start_key = task_start_key(parent);
	record.cgroup_id = task_cgroup_id(child, config.cgroup.subsystem);
	record.ns_tgid = task_ns_tgid(child);
	if (bpf_ringbuf_output(&events, &record, sizeof(record), 0))
		count(LOST_FORK);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
