// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* System calls by the classic tracepoints syscalls/sys_enter_* and sys_exit_*. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>
#include "context.bpf.h"

/* Layout of the kernel's struct syscall_tp_t (kernel/trace/trace_syscalls.c). */
struct syscall_enter {
	__u64 common;
	__s64 number;
	__u64 args[6];
};

struct syscall_exit {
	__u64 common;
	__s64 number;
	__s64 result;
};

static __always_inline __u64 shim_argument(void *ctx, __u32 number)
{
	switch (number) {
	case 0:
		return LOAD_CONTEXT(ctx, __builtin_offsetof(struct syscall_enter, args[0]));
	case 1:
		return LOAD_CONTEXT(ctx, __builtin_offsetof(struct syscall_enter, args[1]));
	case 2:
		return LOAD_CONTEXT(ctx, __builtin_offsetof(struct syscall_enter, args[2]));
	case 3:
		return LOAD_CONTEXT(ctx, __builtin_offsetof(struct syscall_enter, args[3]));
	case 4:
		return LOAD_CONTEXT(ctx, __builtin_offsetof(struct syscall_enter, args[4]));
	case 5:
		return LOAD_CONTEXT(ctx, __builtin_offsetof(struct syscall_enter, args[5]));
	}
	return 0;
}

static __always_inline __u64 shim_return(void *ctx)
{
	return LOAD_CONTEXT(ctx, __builtin_offsetof(struct syscall_exit, result));
}

/* The registers that the program had when it made the call; on x86-64 in the order of Registers. */
static __noinline __u64 user_register(__u32 slot)
{
	struct pt_regs *regs = (void *)bpf_task_pt_regs(bpf_get_current_task_btf());
	__u64 value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), (__u64 *)regs + slot);
	return value;
}

#define SHIM_REGISTER(ctx, slot) user_register(slot)

#include "run.bpf.h"

SEC("tracepoint")
int hook_syscall(void *ctx)
{
	run(ctx);
	return 0;
}

SEC("tracepoint")
int head_syscall(void *ctx)
{
	chain_follow(ctx, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
