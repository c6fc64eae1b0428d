/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * What is remembered of a process while it runs, because the kernel forgets it: the script that it
 * interprets, its first namespaces and capabilities, and the executables among its ancestors.
 */
#ifndef BEELAB_ORIGIN_BPF_H
#define BEELAB_ORIGIN_BPF_H

#include "creds.bpf.h"
#include "maps.bpf.h"
#include "task.bpf.h"

static __always_inline void remember_origin(struct task_struct *task,
					    const struct namespace_ids *ns,
					    const struct credentials *creds)
{
	struct process_key key = task_key(task);
	struct origin origin = {
		.ns = *ns,
		.cap_permitted = creds->cap_permitted,
		.cap_effective = creds->cap_effective,
		.cap_inheritable = creds->cap_inheritable,
	};

	if (bpf_map_update_elem(&origins, &key, &origin, BPF_ANY))
		count(ORIGIN_UNKNOWN);
}

/* A new process begins as the one that created it. */
static __always_inline void inherit_origin(struct task_struct *creator, struct task_struct *child)
{
	struct process_key from = task_key(creator);
	struct process_key to = task_key(child);
	struct namespace_ids ns;
	struct credentials creds;
	struct exe_path *script;
	__u64 *sets;

	fill_namespaces(&ns, child);
	fill_credentials(&creds, BPF_CORE_READ(child, cred));
	remember_origin(child, &ns, &creds);
	script = bpf_map_lookup_elem(&scripts, &from);
	if (script && bpf_map_update_elem(&scripts, &to, script, BPF_ANY))
		count(ORIGIN_UNKNOWN);
	sets = bpf_map_lookup_elem(&followed, &from);
	if (sets && bpf_map_update_elem(&followed, &to, sets, BPF_ANY))
		count(ORIGIN_UNKNOWN);
}

static __always_inline void forget_origin(const struct process_key *key)
{
	bpf_map_delete_elem(&scripts, key);
	bpf_map_delete_elem(&origins, key);
	bpf_map_delete_elem(&followed, key);
}

#endif
