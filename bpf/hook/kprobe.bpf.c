// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* Entry and return of kernel functions: attached as kprobe or as kretprobe. */
#include <linux/ptrace.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "context.bpf.h"

#define REGISTER_OFFSET(name)                                                                      \
	__builtin_offsetof(typeof(*__PT_REGS_CAST((struct pt_regs *)NULL)), name)

static __always_inline __u64 shim_argument(void *ctx, __u32 number)
{
	switch (number) {
	case 0:
		return LOAD_CONTEXT(ctx, REGISTER_OFFSET(__PT_PARM1_REG));
	case 1:
		return LOAD_CONTEXT(ctx, REGISTER_OFFSET(__PT_PARM2_REG));
	case 2:
		return LOAD_CONTEXT(ctx, REGISTER_OFFSET(__PT_PARM3_REG));
	case 3:
		return LOAD_CONTEXT(ctx, REGISTER_OFFSET(__PT_PARM4_REG));
	case 4:
		return LOAD_CONTEXT(ctx, REGISTER_OFFSET(__PT_PARM5_REG));
	}
	return 0;
}

static __always_inline __u64 shim_return(void *ctx)
{
	return LOAD_CONTEXT(ctx, REGISTER_OFFSET(__PT_RC_REG));
}

#include "run.bpf.h"

SEC("kprobe")
int hook_kprobe(struct pt_regs *ctx)
{
	int override = run(ctx);

	/*
	 * Deleted by the verifier when the hook does not override; otherwise the kernel accepts it only on
	 * functions that allow error injection.
	 */
	if (config.options & OPTION_OVERRIDES && override)
		bpf_override_return(ctx, override);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
