/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Reads one argument into its slot. The shim provides, for its kind of context:
 *
 *   __u64 shim_argument(void *ctx, __u32 number)  argument of the syscall, function or tracepoint
 *   __u64 shim_return(void *ctx)                  return value
 *   SHIM_REGISTER(ctx, slot)                      register, where there are any: probes, system calls
 */
#ifndef BEELAB_ARGS_BPF_H
#define BEELAB_ARGS_BPF_H

#include "files.bpf.h"
#include "memory.bpf.h"
#include "objects.bpf.h"
#include "sockets.bpf.h"
#include "syscall_regs.bpf.h"

static __always_inline __u64 read_field(void *ctx, __u32 offset, __u32 width)
{
	__u64 value = 0;

	/* The verifier refuses a load from ctx + offset, but a helper may read there. */
	switch (width) {
	case 1:
		bpf_probe_read_kernel(&value, 1, ctx + offset);
		break;
	case 2:
		bpf_probe_read_kernel(&value, 2, ctx + offset);
		break;
	case 4:
		bpf_probe_read_kernel(&value, 4, ctx + offset);
		break;
	case 8:
		bpf_probe_read_kernel(&value, 8, ctx + offset);
		break;
	}
	return value;
}

#ifndef SHIM_REGISTER
#define SHIM_REGISTER(ctx, slot) 0
#endif

/* The low width bytes of a register or of memory. */
static __always_inline __u64 narrow(__u64 raw, __u32 width, bool is_signed)
{
	switch (width) {
	case 1:
		return is_signed ? (__u64)(__s64)(__s8)raw : (__u8)raw;
	case 2:
		return is_signed ? (__u64)(__s64)(__s16)raw : (__u16)raw;
	case 4:
		return is_signed ? (__u64)(__s64)(__s32)raw : (__u32)raw;
	}
	return raw;
}

/* Where an operand in user memory lies. */
static __always_inline __u64 user_address(void *ctx, const volatile struct value_ref *ref)
{
	__u64 address = SHIM_REGISTER(ctx, ref->number) + ref->constant;

	if (ref->index)
		address += (__u64)SHIM_REGISTER(ctx, ref->index - 1) << ref->scale;
	return address;
}

static __always_inline long read_user(void *ctx, const volatile struct value_ref *ref, __u64 *raw)
{
	const void *address = (const void *)user_address(ctx, ref);

	switch (ref->width) {
	case 1:
		return bpf_probe_read_user(raw, 1, address);
	case 2:
		return bpf_probe_read_user(raw, 2, address);
	case 4:
		return bpf_probe_read_user(raw, 4, address);
	}
	return bpf_probe_read_user(raw, 8, address);
}

/* Bytes in user memory behind a pointer that is an argument of the call. */
static __always_inline long read_pointed(__u64 pointer, const volatile struct value_ref *ref,
					 __u64 *value)
{
	const void *address = (const void *)(pointer + ref->constant);

	switch (ref->width) {
	case 1:
		return bpf_probe_read_user(value, 1, address);
	case 2:
		return bpf_probe_read_user(value, 2, address);
	case 4:
		return bpf_probe_read_user(value, 4, address);
	}
	return bpf_probe_read_user(value, 8, address);
}

/*
 * The sources that few hooks use. Not inlined, although it looks at the configuration: every call
 * passes one constant ref, so the verifier deletes the sources that no call of the hook asks for, and
 * with all of them at each of the engine's many places jumps would not reach any more.
 */
static __noinline long load_rare(void *ctx, const volatile struct value_ref *ref,
				 const struct pending_call *call, __u64 *value)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	__u32 number = ref->number;
	struct file *file;
	__u64 raw = 0;
	__s64 status;
	long err;

	switch (ref->source) {
	case SOURCE_RETURN_STATUS:
		status = shim_return(ctx);
		*value = status < 0 ? status : 0;
		return 0;
	case SOURCE_REGISTER:
		*value = narrow(SHIM_REGISTER(ctx, number) + ref->constant, ref->width,
				ref->flags & REF_SIGNED);
		return 0;
	case SOURCE_USER:
		err = read_user(ctx, ref, &raw);
		*value = narrow(raw, ref->width, ref->flags & REF_SIGNED);
		return err;
	case SOURCE_SYSCALL:
		*value = syscall_argument((void *)shim_argument(ctx, 0), number, false);
		return 0;
	case SOURCE_SYSCALL_IA32:
		*value = syscall_argument((void *)shim_argument(ctx, 0), number, true);
		return 0;
	case SOURCE_POINTED:
		err = read_pointed(shim_argument(ctx, number), ref, &raw);
		*value = raw;
		return err;
	case SOURCE_SAVED_POINTED:
		err = -EFAULT;
		if (call && number < MAX_SAVED)
			err = read_pointed(call->saved[number], ref, &raw);
		*value = raw;
		return err;
	case SOURCE_RETURN_FILE_DATA:
		file = file_of(shim_return(ctx));
		*value = (__u64)BPF_CORE_READ(file, private_data);
		return file ? 0 : -EBADF;
	case SOURCE_CRED:
		*value = (__u64)BPF_CORE_READ(task, cred);
		return 0;
	case SOURCE_TASK:
		*value = (__u64)task;
		return 0;
	}
	*value = 0;
	return 0;
}

/* Returns 0, or a negative errno when the value lies in memory that cannot be read. */
static __always_inline long load_value(void *ctx, const volatile struct value_ref *ref,
				       const struct pending_call *call, __u64 *value)
{
	__u32 number = ref->number;

	switch (ref->source) {
	case SOURCE_NONE:
		*value = 0;
		return 0;
	case SOURCE_ARGUMENT:
		*value = shim_argument(ctx, number);
		return 0;
	case SOURCE_CONSTANT:
		*value = ref->constant;
		return 0;
	case SOURCE_FIELD:
		*value = read_field(ctx, number, ref->width);
		return 0;
	case SOURCE_RETURN:
		*value = shim_return(ctx);
		return 0;
	case SOURCE_SAVED:
		*value = call && number < MAX_SAVED ? call->saved[number] : 0;
		return 0;
	}
	return load_rare(ctx, ref, call, value);
}

static __always_inline __u64 raw_value(void *ctx, const volatile struct value_ref *ref,
				       const struct pending_call *call)
{
	__u64 value;

	return load_value(ctx, ref, call, &value) ? 0 : value;
}

static __always_inline __u64 read_number(__u64 raw, __u32 type)
{
	switch (type) {
	case TYPE_S8:
		return (__s64)(__s8)raw;
	case TYPE_U8:
		return (__u8)raw;
	case TYPE_S16:
		return (__s64)(__s16)raw;
	case TYPE_U16:
		return (__u16)raw;
	case TYPE_S32:
		return (__s64)(__s32)raw;
	case TYPE_U32:
		return (__u32)raw;
	}
	return raw;
}

/* Strings of all types; the pointer may lead to a structure that holds the real one. */
static __always_inline void read_text(void *ctx, struct arg_slot *slot,
				      const volatile struct arg_config *arg, __u64 raw)
{
	bool user = arg->flags & ARG_USER_MEMORY;
	const void *text = (void *)raw;

	if (arg->type == TYPE_FILENAME)
		text = BPF_CORE_READ((struct filename *)raw, name);
	else if (arg->type == TYPE_NET_DEVICE)
		text = (void *)raw + bpf_core_field_offset(struct net_device, name);
	else if (arg->type == TYPE_DATA_LOC)
		text = ctx + (raw & 0xffff); /* length << 16 | offset from the record's beginning */
	else if (arg->type == TYPE_ARRAY)
		text = ctx + (raw & 0xffff);
	read_string(slot, arg->max, text, user);
}

/*
 * From an address to a member, see struct value_path. Not inlined, like load_rare(). Tells in the slot
 * at which load it failed.
 */
static __noinline long follow_path(struct arg_slot *slot, const volatile struct value_path *path,
				   __u64 *value, bool user)
{
	__u32 steps = path->steps;
	__u64 at = *value;
	long err = 0;

	for (__u32 i = 0; i < MAX_RESOLVE; i++) {
		if (i >= steps)
			break;
		at += path->offsets[i];
		if (i + 1 == steps)
			break;
		slot->depth = i + 1;
		err = read_either(&at, sizeof(at), at, user);
		if (err)
			return err;
	}
	slot->depth = steps;
	*value = at;
	if (!path->width)
		return 0;
	*value = 0;
	switch (path->width) {
	case 1:
		err = read_either(value, 1, at, user);
		break;
	case 2:
		err = read_either(value, 2, at, user);
		break;
	case 4:
		err = read_either(value, 4, at, user);
		break;
	case 8:
		err = read_either(value, 8, at, user);
		break;
	}
	*value >>= path->shift & 63;
	if (path->bits && path->bits < 64)
		*value &= (1ULL << (path->bits & 63)) - 1;
	return err;
}

/* The value of an argument before it is read as its type. Returns 0 or a negative errno. */
static __always_inline long locate(void *ctx, struct arg_slot *slot,
				   const volatile struct arg_config *arg,
				   const struct pending_call *call, __u64 *raw)
{
	long err = load_value(ctx, &arg->value, call, raw);

	if (!err && arg->path.steps)
		err = follow_path(slot, &arg->path, raw, arg->flags & ARG_USER_MEMORY);
	return err;
}

static __always_inline void read_argument(void *ctx, struct scratch *s, struct arg_slot *slot,
					  const volatile struct arg_config *arg,
					  const struct pending_call *call)
{
	bool user = arg->flags & ARG_USER_MEMORY;
	__u32 type = arg->type;
	__s64 limit = -1ULL >> 1;
	__u64 size = 0;
	__u64 raw;

	slot->length = 0;
	slot->original = 0;
	slot->depth = 0;
	slot->file.flags = 0;
	slot->status = locate(ctx, slot, arg, call, &raw);
	if (slot->status) {
		count(READ_FAULT);
		return;
	}
	/* Once for all that want it: each place would be a copy of the code. */
	if (type == TYPE_BUFFER || type == TYPE_ARRAY || type == TYPE_IOVEC ||
	    type == TYPE_SOCKADDR_UN)
		size = raw_value(ctx, &arg->size, call);
	switch (type) {
	case TYPE_S8:
	case TYPE_U8:
	case TYPE_S16:
	case TYPE_U16:
	case TYPE_S32:
	case TYPE_U32:
	case TYPE_S64:
	case TYPE_U64:
		slot->number = read_number(raw, type);
		return;
	case TYPE_SYSCALL:
		slot->number = (__u32)raw | (is_ia32_call() ? SYSCALL_32BIT : 0);
		return;
	case TYPE_STRING:
	case TYPE_FILENAME:
	case TYPE_NET_DEVICE:
	case TYPE_DATA_LOC:
		read_text(ctx, slot, arg, raw);
		return;
	case TYPE_ARRAY:
		if (arg->value_kind == VALUE_TEXT)
			read_text(ctx, slot, arg, raw);
		else
			read_buffer(slot, arg->max, ctx + (raw & 0xffff), size, false);
		return;
	case TYPE_BUFFER:
		slot->number = raw; /* where the rest of a large one begins */
		read_buffer(slot, arg->max, (void *)raw, size, user);
		return;
	case TYPE_IOVEC:
		if (arg->flags & ARG_LIMIT_RETURN)
			limit = shim_return(ctx);
		read_iovec(slot, raw, size, limit, user);
		return;
	case TYPE_IOV_ITER:
		read_iov_iter(slot, (void *)raw);
		return;
	case TYPE_FD:
	case TYPE_FILE:
	case TYPE_PATH:
	case TYPE_DENTRY:
	case TYPE_BINPRM:
	case TYPE_KIOCB:
		read_any_path(s, slot, type, raw);
		return;
	case TYPE_SOCK:
	case TYPE_SOCKET:
	case TYPE_SOCK_FD:
		read_any_sock(slot, type, raw);
		return;
	case TYPE_SKB:
		read_skb(slot, (void *)raw);
		return;
	case TYPE_SOCKADDR:
		read_sockaddr(slot, raw, user);
		return;
	case TYPE_SOCKADDR_UN:
		read_sockaddr_un(slot, raw, size, user);
		return;
	case TYPE_CRED:
	case TYPE_USER_NS:
	case TYPE_CAP_SET:
	case TYPE_MODULE:
	case TYPE_LOAD_INFO:
	case TYPE_BPF_ATTR:
	case TYPE_BPF_MAP:
	case TYPE_BPF_PROG:
	case TYPE_PERF_EVENT:
		read_object(slot, type, raw, user);
		return;
	}
}

#endif
