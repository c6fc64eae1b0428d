// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/*
 * Touches the user memory that hook_uprobe is about to read. That program may not wait for a page that is
 * not there, such as a text in a part of the file that the process has not looked at yet; this one sleeps
 * until it is. It has the same configuration, no maps, and runs first: the kernel calls the probe that was
 * attached last before the others.
 */
#include <linux/ptrace.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>
#include "user_regs.bpf.h"
#include "hook_maps.bpf.h"
#include "args.bpf.h"

#define PAGE 4096

const volatile struct hook_config config SEC(".rodata.config");

static __always_inline void touch_address(__u64 address)
{
	char byte;

	bpf_copy_from_user(&byte, sizeof(byte), (const void *)address);
}

/* Texts and buffers have at most TEXT_MAX bytes: they end in this page or in the next one. */
static __always_inline void touch_text(__u64 address)
{
	touch_address(address);
	touch_address((address | (PAGE - 1)) + 1);
}

static __always_inline void touch_argument(void *ctx, const volatile struct arg_config *arg)
{
	__u64 address = 0;

	if (arg->value.source == SOURCE_USER)
		touch_address(user_address(ctx, &arg->value));
	if (arg->type != TYPE_STRING && arg->type != TYPE_BUFFER)
		return;
	if (!load_value(ctx, &arg->value, NULL, &address))
		touch_text(address);
}

SEC("uprobe.s")
int hook_touch(struct pt_regs *ctx)
{
	if (is_process(config.skip_tgid, config.skip_start))
		return 0;
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_ARGS; i++)
		if (i < config.arg_count)
			touch_argument(ctx, &config.args[i]);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
