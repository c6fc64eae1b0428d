/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Arguments of system calls out of the registers that the program had when it made the call. The kernel
 * passes them as struct pt_regs to __x64_sys_* and to the raw tracepoints sys_enter and sys_exit.
 */
#ifndef BEELAB_SYSCALL_REGS_BPF_H
#define BEELAB_SYSCALL_REGS_BPF_H

#include "core_types.h"

#ifdef __TARGET_ARCH_x86

#define TS_COMPAT 0x0002

static __always_inline bool is_ia32_call(void)
{
	struct task_struct___x86 *task = (void *)bpf_get_current_task();

	return bpf_core_field_exists(task->thread_info.status) &&
	       BPF_CORE_READ(task, thread_info.status) & TS_COMPAT;
}

static __always_inline __u64 syscall_argument(const struct pt_regs___x86 *regs, __u32 number,
					      bool ia32)
{
	switch (number) {
	case 0:
		return ia32 ? (__u32)BPF_CORE_READ(regs, bx) : BPF_CORE_READ(regs, di);
	case 1:
		return ia32 ? (__u32)BPF_CORE_READ(regs, cx) : BPF_CORE_READ(regs, si);
	case 2:
		return ia32 ? (__u32)BPF_CORE_READ(regs, dx) : BPF_CORE_READ(regs, dx);
	case 3:
		return ia32 ? (__u32)BPF_CORE_READ(regs, si) : BPF_CORE_READ(regs, r10);
	case 4:
		return ia32 ? (__u32)BPF_CORE_READ(regs, di) : BPF_CORE_READ(regs, r8);
	case 5:
		return ia32 ? (__u32)BPF_CORE_READ(regs, bp) : BPF_CORE_READ(regs, r9);
	}
	return 0;
}

#elif defined(__TARGET_ARCH_arm64)

#define _TIF_32BIT (1 << 22)

static __always_inline bool is_ia32_call(void)
{
	struct task_struct___arm64 *task = (void *)bpf_get_current_task();

	return BPF_CORE_READ(task, thread_info.flags) & _TIF_32BIT;
}

static __always_inline __u64 syscall_argument(const struct pt_regs___arm64 *regs, __u32 number,
					      bool ia32)
{
	__u64 value = 0;

	/* The first register holds the return value as soon as the call returns. */
	if (number == 0)
		value = BPF_CORE_READ(regs, orig_x0);
	else if (number < 6)
		bpf_probe_read_kernel(&value, sizeof(value), (__u64 *)regs + number);
	return ia32 ? (__u32)value : value;
}

#else
#error "system calls of this architecture are not known"
#endif

#endif
