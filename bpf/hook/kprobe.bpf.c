// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* Entry and return of kernel functions: attached as kprobe or as kretprobe. */
#include <linux/ptrace.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>
#include "user_regs.bpf.h"
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
