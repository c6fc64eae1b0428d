/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Structures of the kernel that are reported as a whole. */
#ifndef BEELAB_OBJECTS_BPF_H
#define BEELAB_OBJECTS_BPF_H

#include <linux/bpf.h>
#include "creds.bpf.h"
#include "maps.bpf.h"

#define PERF_TYPE_MAX 6 /* of enum perf_type_id: from here on the number of a dynamic unit */

static __always_inline void read_module(struct module_payload *out, struct module *module)
{
	bpf_core_read_str(out->name, sizeof(out->name), &module->name);
	out->taints = BPF_CORE_READ(module, taints);
	out->signature = MODULE_SIGNATURE_UNKNOWN;
	if (bpf_core_field_exists(module->sig_ok))
		out->signature = BPF_CORE_READ(module, sig_ok);
}

static __always_inline void read_load_info(struct module_payload *out, struct load_info *info)
{
	struct module *module = BPF_CORE_READ(info, mod);
	const char *name = BPF_CORE_READ(info, name);

	bpf_probe_read_kernel_str(out->name, sizeof(out->name), name);
	if (module)
		out->taints = BPF_CORE_READ(module, taints);
	out->signature = MODULE_SIGNATURE_UNKNOWN;
	if (bpf_core_field_exists(info->sig_ok))
		out->signature = BPF_CORE_READ(info, sig_ok);
}

/* The attributes of a program that is being loaded, as bpf(2) takes them. */
static __always_inline long read_bpf_attr(struct bpf_payload *out, __u64 attr, bool user)
{
	const union bpf_attr *from = (const void *)attr;
	long err;

	if (user) {
		err = bpf_probe_read_user(&out->type, 4, &from->prog_type);
		err = err ?: bpf_probe_read_user(&out->instructions, 4, &from->insn_cnt);
		/* Callers of older interfaces pass fewer bytes. */
		bpf_probe_read_user(out->name, sizeof(out->name), &from->prog_name);
	} else {
		err = bpf_probe_read_kernel(&out->type, 4, &from->prog_type);
		err = err ?: bpf_probe_read_kernel(&out->instructions, 4, &from->insn_cnt);
		bpf_probe_read_kernel(out->name, sizeof(out->name), &from->prog_name);
	}
	return err;
}

static __always_inline void read_bpf_map(struct bpf_payload *out, struct bpf_map *map)
{
	out->type = BPF_CORE_READ(map, map_type);
	out->key_size = BPF_CORE_READ(map, key_size);
	out->value_size = BPF_CORE_READ(map, value_size);
	out->max_entries = BPF_CORE_READ(map, max_entries);
	bpf_core_read(out->name, sizeof(out->name), &map->name);
}

static __always_inline void read_bpf_prog(struct bpf_payload *out, struct bpf_prog *prog)
{
	struct bpf_prog_aux *aux = BPF_CORE_READ(prog, aux);

	out->type = BPF_CORE_READ(prog, type);
	out->instructions = BPF_CORE_READ(prog, len);
	bpf_core_read(out->name, sizeof(out->name), &aux->name);
}

static __always_inline void read_perf_event(struct perf_payload *out, struct perf_event *event)
{
	__u64 function = BPF_CORE_READ(event, attr.kprobe_func);

	out->type = BPF_CORE_READ(event, attr.type);
	out->config = BPF_CORE_READ(event, attr.config);
	/* Other types keep numbers in the same places. */
	if (out->type < PERF_TYPE_MAX)
		return;
	out->probe_offset = BPF_CORE_READ(event, attr.probe_offset);
	if (function)
		bpf_probe_read_user_str(out->function, sizeof(out->function),
					(const void *)function);
}

/* user: where a union bpf_attr lies; everything else is the kernel's. */
static __noinline void read_object(struct arg_slot *slot, __u32 type, __u64 raw, bool user)
{
	char probe;
	long err = 0;

	/* One read tells whether the rest can succeed: the readers below do not look at each. */
	if (!user || type != TYPE_BPF_ATTR)
		err = raw ? bpf_probe_read_kernel(&probe, 1, (const void *)raw) : -EFAULT;
	__builtin_memset(&slot->fixed, 0, sizeof(slot->fixed));
	switch (type) {
	case TYPE_CRED:
		fill_credentials(&slot->cred.creds, (void *)raw);
		fill_user_ns(&slot->cred.user_ns, BPF_CORE_READ((struct cred *)raw, user_ns));
		break;
	case TYPE_USER_NS:
		fill_user_ns(&slot->user_ns, (void *)raw);
		break;
	case TYPE_CAP_SET:
		bpf_probe_read_kernel(&slot->number, sizeof(slot->number), (const void *)raw);
		break;
	case TYPE_MODULE:
		if (!bpf_core_type_exists(struct load_info))
			break; /* a kernel without modules: nothing can call with one */
		read_module(&slot->module, (void *)raw);
		break;
	case TYPE_LOAD_INFO:
		if (!bpf_core_type_exists(struct load_info))
			break;
		read_load_info(&slot->module, (void *)raw);
		break;
	case TYPE_BPF_ATTR:
		err = err ?: read_bpf_attr(&slot->bpf, raw, user);
		break;
	case TYPE_BPF_MAP:
		read_bpf_map(&slot->bpf, (void *)raw);
		break;
	case TYPE_BPF_PROG:
		read_bpf_prog(&slot->bpf, (void *)raw);
		break;
	case TYPE_PERF_EVENT:
		read_perf_event(&slot->perf, (void *)raw);
		break;
	}
	if (err) {
		slot->status = err;
		count(READ_FAULT);
	}
}

#endif
