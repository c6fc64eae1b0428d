/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Collects what the selectors want to know about the process that calls. */
#ifndef BEELAB_SUBJECT_BPF_H
#define BEELAB_SUBJECT_BPF_H

#include "creds.bpf.h"
#include "path.bpf.h"

static __always_inline void read_pids(struct subject *subject, struct task_struct *task,
				      bool ancestors)
{
	subject->numbers[SUBJECT_PID] = bpf_get_current_pid_tgid() >> 32;
	subject->numbers[SUBJECT_NS_PID] = task_ns_tgid(task);
	if (!ancestors)
		return;
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_PID_ANCESTORS; i++) {
		task = BPF_CORE_READ(task, real_parent);
		subject->ancestors[i] = BPF_CORE_READ(task, tgid);
		subject->ns_ancestors[i] = task_ns_tgid(task);
	}
}

static __always_inline void read_namespaces(struct subject *subject, struct task_struct *task,
					    const struct origin *origin)
{
	__u64 *numbers = subject->numbers;
	__u64 changed = 0;
	struct namespace_ids ns;

	fill_namespaces(&ns, task);
#define PUT(number, member)                                                                        \
	numbers[number] = ns.member;                                                               \
	if (origin && origin->ns.member != ns.member)                                              \
	changed |= 1 << (number - SUBJECT_NS_UTS)
	PUT(SUBJECT_NS_UTS, uts);
	PUT(SUBJECT_NS_IPC, ipc);
	PUT(SUBJECT_NS_MNT, mnt);
	PUT(SUBJECT_NS_PID_OWN, pid);
	PUT(SUBJECT_NS_PID_FOR_CHILDREN, pid_for_children);
	PUT(SUBJECT_NS_NET, net);
	PUT(SUBJECT_NS_TIME, time);
	PUT(SUBJECT_NS_TIME_FOR_CHILDREN, time_for_children);
	PUT(SUBJECT_NS_CGROUP, cgroup);
	PUT(SUBJECT_NS_USER, user);
#undef PUT
	numbers[SUBJECT_NS_CHANGED] = changed;
}

static __always_inline void read_credentials(struct subject *subject, struct task_struct *task,
					     const struct origin *origin)
{
	__u64 *numbers = subject->numbers;
	struct credentials creds;

	fill_credentials(&creds, BPF_CORE_READ(task, cred));
	numbers[SUBJECT_UID] = creds.uid;
	numbers[SUBJECT_GID] = creds.gid;
	numbers[SUBJECT_EUID] = creds.euid;
	numbers[SUBJECT_EGID] = creds.egid;
	numbers[SUBJECT_SUID] = creds.suid;
	numbers[SUBJECT_SGID] = creds.sgid;
	numbers[SUBJECT_FSUID] = creds.fsuid;
	numbers[SUBJECT_FSGID] = creds.fsgid;
	numbers[SUBJECT_AUID] = task_login_uid(task);
	numbers[SUBJECT_CAP_PERMITTED] = creds.cap_permitted;
	numbers[SUBJECT_CAP_EFFECTIVE] = creds.cap_effective;
	numbers[SUBJECT_CAP_INHERITABLE] = creds.cap_inheritable;
	numbers[SUBJECT_CAP_PERMITTED_CHANGED] =
		origin ? origin->cap_permitted ^ creds.cap_permitted : 0;
	numbers[SUBJECT_CAP_EFFECTIVE_CHANGED] =
		origin ? origin->cap_effective ^ creds.cap_effective : 0;
	numbers[SUBJECT_CAP_INHERITABLE_CHANGED] =
		origin ? origin->cap_inheritable ^ creds.cap_inheritable : 0;
}

static __always_inline void read_script(struct exe_path *script, struct task_struct *task)
{
	struct process_key key = task_key(task);
	struct exe_path *known = bpf_map_lookup_elem(&scripts, &key);

	if (known)
		__builtin_memcpy(script, known, sizeof(*script));
	else
		script->status = -ENOENT;
}

/* Sets that the process is marked with, or that the program it runs is in. */
static __noinline __u64 sets_of(struct scratch *s, struct task_struct *task)
{
	struct process_key key = task_key(task);
	__u64 *marked = bpf_map_lookup_elem(&followed, &key);
	__u64 all = marked ? *marked : 0;
	struct exe_path *exe = &s->subject.followed;
	__u64 *sets;

	if (learn_executable(s, task, exe, false))
		return all;
	sets = find_followed(s, exe);
	return sets ? all | *sets : all;
}

/*
 * A process is marked when it executes something, and its children are by inheritance. Those that were
 * there before the policy are found by what their ancestors run.
 */
static __always_inline __u64 followed_sets(struct scratch *s, struct task_struct *task)
{
	__u64 all = 0;

#pragma clang loop unroll(full)
	for (int i = 0; i <= MAX_PID_ANCESTORS; i++) {
		all |= sets_of(s, task);
		task = BPF_CORE_READ(task, real_parent);
	}
	return all;
}

static __always_inline void read_parent(struct scratch *s, struct task_struct *parent,
					__u32 options)
{
	if (options & OPTION_NEEDS_PARENT &&
	    learn_executable(s, parent, &s->subject.parent_exe, false) &&
	    !(BPF_CORE_READ(parent, flags) & PF_KTHREAD))
		count(BINARY_UNKNOWN);
	if (options & OPTION_NEEDS_PARENT_SCRIPT)
		read_script(&s->subject.parent_script, parent);
	if (options & OPTION_NEEDS_PARENT_FOLLOWED)
		s->subject.numbers[SUBJECT_PARENT_FOLLOWED] = followed_sets(s, parent);
}

static __always_inline void read_subject(struct scratch *s, const volatile struct hook_config *hook)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct subject *subject = &s->subject;
	struct origin *origin = NULL;
	__u32 options = hook->options;

	if (options & OPTION_NEEDS_BINARY && learn_executable(s, task, &subject->exe, false) &&
	    !(BPF_CORE_READ(task, flags) & PF_KTHREAD))
		count(BINARY_UNKNOWN);
	if (options &
	    (OPTION_NEEDS_PARENT | OPTION_NEEDS_PARENT_SCRIPT | OPTION_NEEDS_PARENT_FOLLOWED))
		read_parent(s, BPF_CORE_READ(task, real_parent), options);
	if (options & OPTION_NEEDS_PIDS)
		read_pids(subject, task, options & OPTION_NEEDS_ANCESTORS);
	if (options & OPTION_NEEDS_SCRIPT)
		read_script(&subject->script, task);
	if (options & OPTION_NEEDS_FOLLOWED)
		subject->numbers[SUBJECT_FOLLOWED] = followed_sets(s, task);
	if (options & OPTION_NEEDS_ORIGIN) {
		struct process_key key = task_key(task);

		origin = bpf_map_lookup_elem(&origins, &key);
	}
	if (options & OPTION_NEEDS_NAMESPACES)
		read_namespaces(subject, task, origin);
	if (options & OPTION_NEEDS_CREDENTIALS)
		read_credentials(subject, task, origin);
	if (options & OPTION_NEEDS_CGROUP)
		subject->numbers[SUBJECT_CGROUP] = task_cgroup_id(task, hook->cgroup.subsystem);
}

#endif
