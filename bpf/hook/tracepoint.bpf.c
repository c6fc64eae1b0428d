// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* Classic tracepoints: arguments are fields of the record, described by the event's format file. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>

static __always_inline __u64 shim_argument(void *ctx, __u32 number)
{
	return 0; /* fields only: SOURCE_FIELD */
}

static __always_inline __u64 shim_return(void *ctx)
{
	return 0;
}

#include "run.bpf.h"

SEC("tracepoint")
int hook_tracepoint(void *ctx)
{
	run(ctx);
	return 0;
}

SEC("tracepoint")
int head_tracepoint(void *ctx)
{
	chain_follow(ctx, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
