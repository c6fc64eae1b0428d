/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Loads from a program's context. The verifier wants a constant offset in the instruction itself; left to
 * itself, clang merges the cases of a switch into one load from a computed address.
 *
 * The kernel also refuses to attach a program that reads arguments which its system call or tracepoint
 * does not have. It counts only the loads that were left after specialisation.
 */
#ifndef BEELAB_CONTEXT_BPF_H
#define BEELAB_CONTEXT_BPF_H

#include <linux/types.h>

#define LOAD_CONTEXT(ctx, offset)                                                                  \
	({                                                                                         \
		__u64 loaded;                                                                      \
		asm volatile("%0 = *(u64 *)(%1 + %2)" : "=r"(loaded) : "r"(ctx), "i"(offset));     \
		loaded;                                                                            \
	})

#define STORE_CONTEXT(ctx, offset, value)                                                          \
	asm volatile("*(u64 *)(%0 + %1) = %2"                                                      \
		     :                                                                             \
		     : "r"(ctx), "i"(offset), "r"((__u64)(value))                                  \
		     : "memory")

#endif
