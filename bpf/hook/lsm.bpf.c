// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* BPF LSM: the only hook that can refuse an action before it happens, with its own errno. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>

static __always_inline __u64 shim_argument(void *ctx, __u32 number)
{
	__u64 value = 0;

	/*
	 * Read by a helper, so that the verifier sees a number: arithmetic on typed pointers that may be NULL
	 * is refused on newer kernels, and so are pointers to types it does not know.
	 */
	bpf_probe_read_kernel(&value, sizeof(value), (__u64 *)ctx + number);
	return value;
}

static __always_inline __u64 shim_return(void *ctx)
{
	return 0;
}

#include "run.bpf.h"

SEC("lsm")
int hook_lsm(void *ctx)
{
	int override = run(ctx);

	/* Hooks may return 0 or an errno; the verifier wants to see it. */
	if (override < -4095 || override > 0)
		return 0;
	return override;
}

SEC("lsm")
int head_lsm(void *ctx)
{
	chain_follow(ctx, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
