// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* Raw tracepoints: arguments in the order of TP_PROTO. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>

static __always_inline __u64 shim_argument(void *ctx, __u32 number)
{
	struct bpf_raw_tracepoint_args *raw = ctx;

	/* Constant offsets, for the reason told in syscall.bpf.c. */
	switch (number) {
	case 0:
		return raw->args[0];
	case 1:
		return raw->args[1];
	case 2:
		return raw->args[2];
	case 3:
		return raw->args[3];
	case 4:
		return raw->args[4];
	case 5:
		return raw->args[5];
	case 6:
		return raw->args[6];
	case 7:
		return raw->args[7];
	case 8:
		return raw->args[8];
	case 9:
		return raw->args[9];
	case 10:
		return raw->args[10];
	case 11:
		return raw->args[11];
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
