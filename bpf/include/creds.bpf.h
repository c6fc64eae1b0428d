/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Credentials and user namespaces. */
#ifndef BEELAB_CREDS_BPF_H
#define BEELAB_CREDS_BPF_H

#include "core_types.h"
#include "wire.h"

static __always_inline void fill_credentials(struct credentials *out, const struct cred *cred)
{
	out->uid = BPF_CORE_READ(cred, uid.val);
	out->gid = BPF_CORE_READ(cred, gid.val);
	out->euid = BPF_CORE_READ(cred, euid.val);
	out->egid = BPF_CORE_READ(cred, egid.val);
	out->suid = BPF_CORE_READ(cred, suid.val);
	out->sgid = BPF_CORE_READ(cred, sgid.val);
	out->fsuid = BPF_CORE_READ(cred, fsuid.val);
	out->fsgid = BPF_CORE_READ(cred, fsgid.val);
	out->securebits = BPF_CORE_READ(cred, securebits);
	out->pad = 0;
	bpf_core_read(&out->cap_permitted, sizeof(__u64), &cred->cap_permitted);
	bpf_core_read(&out->cap_effective, sizeof(__u64), &cred->cap_effective);
	bpf_core_read(&out->cap_inheritable, sizeof(__u64), &cred->cap_inheritable);
}

static __always_inline void fill_user_ns(struct user_ns_payload *out, struct user_namespace *ns)
{
	out->level = BPF_CORE_READ(ns, level);
	out->owner = BPF_CORE_READ(ns, owner.val);
	out->group = BPF_CORE_READ(ns, group.val);
	out->inum = BPF_CORE_READ(ns, ns.inum);
}

#endif
