/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Registers at a probe of the kernel or of user space, and the shims of args.bpf.h that rest on them. */
#ifndef BEELAB_USER_REGS_BPF_H
#define BEELAB_USER_REGS_BPF_H

#include <bpf/bpf_tracing.h>
#include "context.bpf.h"

#define REGISTER_OFFSET(name)                                                                      \
	__builtin_offsetof(typeof(*__PT_REGS_CAST((struct pt_regs *)NULL)), name)

#define FOR_EACH_SLOT(one)                                                                         \
	one(0) one(1) one(2) one(3) one(4) one(5) one(6) one(7) one(8) one(9) one(10) one(11)      \
		one(12) one(13) one(14) one(15) one(16) one(17) one(18) one(19) one(20)

/* Not inlined: the engine has so many places where a register may stand that jumps get too far. */
static __noinline __u64 load_register(struct pt_regs *ctx, __u32 slot)
{
	switch (slot) {
#define LOAD(slot)                                                                                 \
	case slot:                                                                                 \
		return LOAD_CONTEXT(ctx, (slot)*8);
		FOR_EACH_SLOT(LOAD)
#undef LOAD
	}
	return 0;
}

#define SHIM_REGISTER(ctx, slot) load_register(ctx, slot)

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

#endif
