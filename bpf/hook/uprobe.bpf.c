// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* Functions and static probes of programs and libraries: at their entry, inside, or at their return. */
#include <linux/ptrace.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>
#include "user_regs.bpf.h"

/* What a call pushes on the stack, and its return takes off again. */
#if defined(__TARGET_ARCH_x86)
#define RETURN_ADDRESS 8
#else
#define RETURN_ADDRESS 0
#endif

/* The kernel allows it from the version on that lets user-space probes change registers. */
static __always_inline void store_register(void *ctx, __u32 slot, __u64 value)
{
	switch (slot) {
#define STORE(slot)                                                                                \
	case slot:                                                                                 \
		STORE_CONTEXT(ctx, (slot)*8, value);                                               \
		return;
		FOR_EACH_SLOT(STORE)
#undef STORE
	}
}

/* Calls of one thread nest: a frame is named by the stack pointer with which its function began. */
static __always_inline __u64 frame_of(void *ctx, bool leaves)
{
	__u64 stack = LOAD_CONTEXT(ctx, REGISTER_OFFSET(__PT_SP_REG));

	return leaves ? stack - RETURN_ADDRESS : stack;
}

struct scratch;
static __always_inline void enforce_in_user_space(void *ctx, struct scratch *s, int selected);

#define SHIM_FRAME(ctx, leaves) frame_of(ctx, leaves)
#define SHIM_ENFORCE(ctx, s, selected) enforce_in_user_space(ctx, s, selected)

#include "run.bpf.h"

const volatile struct user_config user SEC(".rodata.user");

static __always_inline __u64 merge(__u64 old, __u64 new, __u32 width)
{
	__u64 mask = width == 8 ? ~0ULL : (1ULL << (8 * width)) - 1;

	return (old & ~mask) | (new &mask);
}

/* All values are computed before the first register changes. Returns 0 or a negative errno. */
static __always_inline long write_registers(void *ctx, const volatile struct user_effect *effect)
{
	__u64 values[MAX_REGISTER_WRITES];
	long err = 0;

#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_REGISTER_WRITES; i++) {
		const volatile struct register_write *write = &effect->registers[i];

		values[i] = 0;
		if (!write->slot)
			continue;
		if (load_value(ctx, &write->value, NULL, &values[i]))
			err = -EFAULT;
		values[i] = merge(load_register(ctx, write->slot - 1), values[i], write->width);
	}
	if (err)
		return err;
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_REGISTER_WRITES; i++)
		if (effect->registers[i].slot)
			store_register(ctx, effect->registers[i].slot - 1, values[i]);
	return 0;
}

static __always_inline long write_memory(void *ctx, const volatile struct user_write *write)
{
	__u32 value = write->value;

	return bpf_probe_write_user((void *)user_address(ctx, &write->target), &value,
				    sizeof(value));
}

static __always_inline void enforce_in_user_space(void *ctx, struct scratch *s, int selected)
{
	struct hook_record *record = (void *)s->call.record;
	const volatile struct user_effect *effect;
	long err = 0;
	bool sets;

	if (!(config.options & OPTION_WRITES_USER) || selected >= MAX_EFFECTS)
		return;
	effect = &user.selectors[selected];
	sets = effect->memory.used;
	if (!sets && !effect->registers[0].slot)
		return;
	if (is_monitored()) {
		record->header.flags |= HOOK_MONITORED;
		count_policy(s, sets ? POLICY_MONITORED_SET : POLICY_MONITORED_OVERRIDE);
		return;
	}
	if (effect->registers[0].slot)
		err = write_registers(ctx, effect);
	if (sets && !err)
		err = write_memory(ctx, &effect->memory);
	count_policy(s, sets ? POLICY_SET : POLICY_OVERRIDE);
	record->header.flags |= err ? HOOK_ENFORCE_FAILED : HOOK_ENFORCED;
	if (err)
		record->enforce_status = err;
}

SEC("uprobe")
int hook_uprobe(struct pt_regs *ctx)
{
	run(ctx);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
