// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/*
 * Functions by BPF trampolines: entry (fentry), return (fexit), and entry with the right to return an
 * errno instead of running the function (fmod_ret). User space chooses which before it loads the object.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>

static __always_inline __u64 shim_argument(void *ctx, __u32 number)
{
	__u64 value = 0;

	/* Inlined by the verifier, and a number to it: typed pointers would forbid arithmetic. */
	bpf_get_func_arg(ctx, number, &value);
	return value;
}

static __always_inline __u64 shim_return(void *ctx)
{
	__u64 value = 0;

	bpf_get_func_ret(ctx, &value);
	return value;
}

#include "run.bpf.h"

/* Returns a long: a system call's return value has 64 bits, and -EPERM must be negative in all of them. */
SEC("fentry")
long hook_trampoline(void *ctx)
{
	int override = run(ctx);

	/* Only fmod_ret may return something else than 0. */
	if (config.options & OPTION_OVERRIDES)
		return override;
	return 0;
}

SEC("fentry")
int head_trampoline(void *ctx)
{
	chain_follow(ctx, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
