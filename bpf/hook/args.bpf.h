/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Reads one argument into its slot. The shim provides, for its kind of context:
 *
 *   __u64 shim_argument(void *ctx, __u32 number)  argument of the syscall, function or tracepoint
 *   __u64 shim_return(void *ctx)                  return value
 *   SHIM_REGISTER(ctx, slot)                      register of user space; only in user-space probes
 */
#ifndef BEELAB_ARGS_BPF_H
#define BEELAB_ARGS_BPF_H

#include "path.bpf.h"
#include "scratch.h"
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

/* The file behind a descriptor of the current process, or NULL. */
static __always_inline struct file *file_of(__s32 fd)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file **files = BPF_CORE_READ(table, fd);
	struct file *file = NULL;

	if (fd < 0 || (__u32)fd >= BPF_CORE_READ(table, max_fds))
		return NULL;
	bpf_probe_read_kernel(&file, sizeof(file), files + fd);
	return file;
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

	if (max > TEXT_MAX)
		return;
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

static __always_inline void read_path(struct scratch *s, struct arg_slot *slot,
				      struct vfsmount *mnt, struct dentry *dentry)
{
	struct inode *inode = BPF_CORE_READ(dentry, d_inode);

	if (!dentry) {
		slot->status = -EFAULT;
		count(READ_FAULT);
		return;
	}
	slot->file.flags = resolve_path(s, mnt, dentry);
	slot->file.mode = inode ? BPF_CORE_READ(inode, i_mode) : 0;
	slot->file.inode = inode ? BPF_CORE_READ(inode, i_ino) : 0;
	slot->length = take_path(s, slot->text, TEXT_MAX);
	slot->original = slot->length;
}

static __always_inline void put_ipv4(__u8 *out, __be32 address)
{
	__builtin_memset(out, 0, 10);
	out[10] = 0xff;
	out[11] = 0xff;
	__builtin_memcpy(out + 12, &address, 4);
}

static __always_inline void read_sock(struct arg_slot *slot, struct sock *sk)
{
	struct sock_payload *out = &slot->sock;

	if (!sk || bpf_core_read(&out->family, 2, &sk->__sk_common.skc_family)) {
		slot->status = -EFAULT;
		count(READ_FAULT);
		return;
	}
	out->type = BPF_CORE_READ(sk, sk_type);
	out->protocol = BPF_CORE_READ(sk, sk_protocol);
	out->state = BPF_CORE_READ(sk, __sk_common.skc_state);
	out->sport = BPF_CORE_READ(sk, __sk_common.skc_num);
	out->dport = __builtin_bswap16(BPF_CORE_READ(sk, __sk_common.skc_dport));
	out->mark = BPF_CORE_READ(sk, sk_mark);
	out->priority = BPF_CORE_READ(sk, sk_priority);
	out->cookie = BPF_CORE_READ(sk, __sk_common.skc_cookie.counter);
	__builtin_memset(out->saddr, 0, sizeof(out->saddr) + sizeof(out->daddr));
	if (out->family == AF_INET) {
		put_ipv4(out->saddr, BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr));
		put_ipv4(out->daddr, BPF_CORE_READ(sk, __sk_common.skc_daddr));
	} else if (out->family == AF_INET6 && bpf_core_field_exists(sk->__sk_common.skc_v6_daddr)) {
		bpf_core_read(out->saddr, 16, &sk->__sk_common.skc_v6_rcv_saddr);
		bpf_core_read(out->daddr, 16, &sk->__sk_common.skc_v6_daddr);
	}
}

/* The socket behind a file, or NULL. */
static __always_inline struct socket *socket_of(struct file *file)
{
	if ((BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	return BPF_CORE_READ(file, private_data);
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
	else if (arg->type == TYPE_DATA_LOC)
		text = ctx + (raw & 0xffff); /* length << 16 | offset from the record's beginning */
	read_string(slot, arg->max, text, user);
}

static __noinline void read_any_path(struct scratch *s, struct arg_slot *slot, __u32 type,
				     __u64 raw)
{
	struct path *path = (void *)raw;
	struct file *file = (void *)raw;
	struct vfsmount *mnt = NULL;
	struct dentry *dentry = (void *)raw;

	if (type == TYPE_FD) {
		file = file_of(raw);
		if (!file) {
			slot->status = -EBADF;
			return;
		}
	} else if (type == TYPE_BINPRM) {
		file = BPF_CORE_READ((struct linux_binprm *)raw, file);
	}
	if (type == TYPE_PATH) {
		mnt = BPF_CORE_READ(path, mnt);
		dentry = BPF_CORE_READ(path, dentry);
	} else if (type != TYPE_DENTRY) {
		mnt = BPF_CORE_READ(file, f_path.mnt);
		dentry = BPF_CORE_READ(file, f_path.dentry);
	}
	read_path(s, slot, mnt, dentry);
}

static __noinline void read_any_sock(struct arg_slot *slot, __u32 type, __u64 raw)
{
	struct socket *socket = (void *)raw;
	struct sock *sk = (void *)raw;
	struct file *file;

	if (type == TYPE_SOCK_FD) {
		file = file_of(raw);
		socket = file ? socket_of(file) : NULL;
		if (!socket) {
			slot->status = file ? -ENOTSOCK : -EBADF;
			return;
		}
	}
	if (type != TYPE_SOCK)
		sk = BPF_CORE_READ(socket, sk);
	slot->number = (__u64)sk; /* names it in the map sock_owners */
	read_sock(slot, sk);
}

static __always_inline void read_argument(void *ctx, struct scratch *s, struct arg_slot *slot,
					  const volatile struct arg_config *arg,
					  const struct pending_call *call)
{
	__u32 type = arg->type;
	__u64 raw;

	slot->length = 0;
	slot->original = 0;
	slot->file.flags = 0;
	slot->status = load_value(ctx, &arg->value, call, &raw);
	if (slot->status) {
		count(READ_FAULT);
		return;
	}
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
	case TYPE_STRING:
	case TYPE_FILENAME:
	case TYPE_DATA_LOC:
		read_text(ctx, slot, arg, raw);
		return;
	case TYPE_BUFFER:
		read_buffer(slot, arg->max, (void *)raw, raw_value(ctx, &arg->size, call),
			    arg->flags & ARG_USER_MEMORY);
		return;
	case TYPE_FD:
	case TYPE_FILE:
	case TYPE_PATH:
	case TYPE_DENTRY:
	case TYPE_BINPRM:
		read_any_path(s, slot, type, raw);
		return;
	case TYPE_SOCK:
	case TYPE_SOCKET:
	case TYPE_SOCK_FD:
		read_any_sock(slot, type, raw);
		return;
	}
}

#endif
