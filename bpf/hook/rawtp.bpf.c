// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* Raw tracepoints: arguments in the order of TP_PROTO. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>
#include "context.bpf.h"

static __always_inline __u64 shim_argument(void *ctx, __u32 number)
{
	switch (number) {
	case 0:
		return LOAD_CONTEXT(ctx, 0 * sizeof(__u64));
	case 1:
		return LOAD_CONTEXT(ctx, 1 * sizeof(__u64));
	case 2:
		return LOAD_CONTEXT(ctx, 2 * sizeof(__u64));
	case 3:
		return LOAD_CONTEXT(ctx, 3 * sizeof(__u64));
	case 4:
		return LOAD_CONTEXT(ctx, 4 * sizeof(__u64));
	case 5:
		return LOAD_CONTEXT(ctx, 5 * sizeof(__u64));
	case 6:
		return LOAD_CONTEXT(ctx, 6 * sizeof(__u64));
	case 7:
		return LOAD_CONTEXT(ctx, 7 * sizeof(__u64));
	case 8:
		return LOAD_CONTEXT(ctx, 8 * sizeof(__u64));
	case 9:
		return LOAD_CONTEXT(ctx, 9 * sizeof(__u64));
	case 10:
		return LOAD_CONTEXT(ctx, 10 * sizeof(__u64));
	case 11:
		return LOAD_CONTEXT(ctx, 11 * sizeof(__u64));
	}
	return 0;
}

static __always_inline __u64 shim_return(void *ctx)
{
	return 0;
}

#include "run.bpf.h"

SEC("raw_tracepoint")
int hook_rawtp(void *ctx)
{
	run(ctx);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
