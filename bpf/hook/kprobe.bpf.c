// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* Entry and return of kernel functions: attached as kprobe or as kretprobe. */
#include <linux/ptrace.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

static __always_inline __u64 shim_argument(void *ctx, __u32 number)
{
	struct pt_regs *regs = ctx;

	switch (number) {
	case 0:
		return PT_REGS_PARM1(regs);
	case 1:
		return PT_REGS_PARM2(regs);
	case 2:
		return PT_REGS_PARM3(regs);
	case 3:
		return PT_REGS_PARM4(regs);
	case 4:
		return PT_REGS_PARM5(regs);
	}
	return 0;
}

static __always_inline __u64 shim_return(void *ctx)
{
	struct pt_regs *regs = ctx;

	return PT_REGS_RC(regs);
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
