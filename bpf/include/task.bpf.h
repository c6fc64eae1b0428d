/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Facts about a task: its name for user space, its cgroup, its pid namespaces. */
#ifndef BEELAB_TASK_BPF_H
#define BEELAB_TASK_BPF_H

#include "config.h"
#include "core_types.h"
#include "wire.h"

#define START_TICK 10000000 /* nanoseconds: USER_HZ is 100 wherever this runs */

static __always_inline __u64 task_start_key(struct task_struct *task)
{
	return BPF_CORE_READ(task, group_leader, start_boottime);
}

/*
 * Whether the process that runs is that one. The start, in 10 ms since boot as /proc tells it, keeps another
 * process from passing for it that got its pid later: a program may outlive the agent that loaded it.
 */
static __always_inline bool is_process(__u32 tgid, __u32 start)
{
	if (!tgid || tgid != bpf_get_current_pid_tgid() >> 32)
		return false;
	return (__u32)(task_start_key((void *)bpf_get_current_task()) / START_TICK) == start;
}

static __always_inline void fill_header(struct record_header *header, struct task_struct *task,
					enum record_kind kind)
{
	header->kind = kind;
	header->flags = 0;
	header->size = 0;
	header->ktime = bpf_ktime_get_boot_ns();
	header->tgid = BPF_CORE_READ(task, tgid);
	header->tid = BPF_CORE_READ(task, pid);
	header->start_key = task_start_key(task);
}

/* The pid that the process's own pid namespace shows. */
static __always_inline __u32 task_ns_tgid(struct task_struct *task)
{
	struct pid *pid = BPF_CORE_READ(task, group_leader, thread_pid);
	__u32 level = BPF_CORE_READ(pid, level);
	struct upid *number;

	/* The array grows with the level; struct upid has the size that the running kernel gives it. */
	number = (void *)pid + bpf_core_field_offset(struct pid, numbers) +
		 (__u64)level * bpf_core_type_size(struct upid);
	return BPF_CORE_READ(number, nr);
}

static __always_inline struct pid_namespace *task_pid_ns(struct task_struct *task)
{
	struct pid *pid = BPF_CORE_READ(task, thread_pid);
	__u32 level = BPF_CORE_READ(pid, level);
	struct upid *number;

	number = (void *)pid + bpf_core_field_offset(struct pid, numbers) +
		 (__u64)level * bpf_core_type_size(struct upid);
	return BPF_CORE_READ(number, ns);
}

/* The user who logged in; 4294967295 when nobody did, or the kernel has no audit. */
static __always_inline __u32 task_login_uid(struct task_struct *task)
{
	return bpf_core_field_exists(task->loginuid) ? BPF_CORE_READ(task, loginuid.val)
						     : (__u32)-1;
}

static __always_inline void fill_namespaces(struct namespace_ids *out, struct task_struct *task)
{
	struct nsproxy *ns = BPF_CORE_READ(task, nsproxy);
	struct pid_namespace *pid_ns = task_pid_ns(task);

	out->uts = BPF_CORE_READ(ns, uts_ns, ns.inum);
	out->ipc = BPF_CORE_READ(ns, ipc_ns, ns.inum);
	out->mnt = BPF_CORE_READ(ns, mnt_ns, ns.inum);
	out->pid = BPF_CORE_READ(pid_ns, ns.inum);
	out->pid_for_children = BPF_CORE_READ(ns, pid_ns_for_children, ns.inum);
	out->net = BPF_CORE_READ(ns, net_ns, ns.inum);
	out->time = BPF_CORE_READ(ns, time_ns, ns.inum);
	out->time_for_children = BPF_CORE_READ(ns, time_ns_for_children, ns.inum);
	out->cgroup = BPF_CORE_READ(ns, cgroup_ns, ns.inum);
	out->user = BPF_CORE_READ(task, cred, user_ns, ns.inum);
}

/*
 * The directory of the task's cgroup in the hierarchy that user space chose. On cgroup v1,
 * bpf_get_current_cgroup_id() tells of the unused v2 hierarchy only.
 */
static __always_inline struct kernfs_node *task_cgroup(struct task_struct *task, __s32 subsystem)
{
	struct css_set *set = BPF_CORE_READ(task, cgroups);
	struct cgroup_subsys_state *css = NULL;
	void *slot;

	if (subsystem == CGROUP_V2)
		return BPF_CORE_READ(set, dfl_cgrp, kn);
	slot = (void *)set + bpf_core_field_offset(struct css_set, subsys) +
	       (__u64)(__u32)subsystem * sizeof(css);
	bpf_probe_read_kernel(&css, sizeof(css), slot);
	return BPF_CORE_READ(css, cgroup, kn);
}

static __always_inline __u64 task_cgroup_id(struct task_struct *task, __s32 subsystem)
{
	struct kernfs_node *directory = task_cgroup(task, subsystem);

	return BPF_CORE_READ(directory, id);
}

static __always_inline struct process_key task_key(struct task_struct *task)
{
	struct process_key key = {
		.start_key = task_start_key(task),
		.tgid = BPF_CORE_READ(task, tgid),
	};

	return key;
}

#endif
