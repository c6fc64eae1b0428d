/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * The hook engine. One program, specialised by `config` before it is loaded: the verifier sees constants,
 * follows only the branches that the hook needs and deletes the rest.
 *
 *   run(ctx):
 *     ROLE_ENFORCE?  do what the thread's notification says                         action.bpf.h
 *     no guard holds, the process is skipped, or its cgroup is not the policy's?   return
 *     another version of the policy decides about new calls?                        return
 *     ROLE_LEAVE and nothing was kept for this thread?                              return
 *     take a work area of this CPU
 *     read the arguments                      args.bpf.h, path.bpf.h
 *     which selector matches first?  none:    return        select.bpf.h
 *     begin the record, or take over the one that was kept; of a tracked socket it is the owner's
 *     act                                     action.bpf.h
 *     rateLimit holds the event back?         return                                effects.bpf.h
 *     append the arguments and stack traces   record.bpf.h, effects.bpf.h
 *     ROLE_ENTER: keep the record     else:   emit it
 *     go on with the next program of the chain, if there is one                     chain.bpf.h
 *
 * Whatever depends on the configuration is unrolled at compile time and never stands in a loop, a
 * subprogram or a callback: there the verifier could not delete it. tests/verify records the sizes.
 */
#ifndef BEELAB_RUN_BPF_H
#define BEELAB_RUN_BPF_H

#include "config.h"

const volatile struct hook_config config SEC(".rodata.config");

/* Of map tables. Read from .rodata wherever it is needed: there the verifier always knows it. */
#define TABLE_WORDS config.table_words

#include "action.bpf.h"
#include "args.bpf.h"
#include "chain.bpf.h"
#include "record.bpf.h"
#include "select.bpf.h"
#include "subject.bpf.h"

/*
 * What a kind of hook may have besides:
 *
 *   SHIM_FRAME(ctx, leaves)         tells calls apart that nest in one thread
 *   SHIM_ENFORCE(ctx, s, selected)  what a selector does to user space
 */
#ifndef SHIM_FRAME
#define SHIM_FRAME(ctx, leaves) 0
#endif
#ifndef SHIM_ENFORCE
#define SHIM_ENFORCE(ctx, s, selected)
#endif

static __always_inline bool guard_holds(void *ctx, const volatile struct guard_config *guard)
{
	if ((raw_value(ctx, &guard->value, NULL) & guard->mask) != (__u64)guard->expected)
		return false;
	return guard->other.source == SOURCE_NONE ||
	       (raw_value(ctx, &guard->other, NULL) & guard->other_mask) ==
		       (__u64)guard->other_expected;
}

static __always_inline bool is_guarded_off(void *ctx)
{
	if (config.guards[0].value.source == SOURCE_NONE)
		return false;
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_GUARDS; i++)
		if (config.guards[i].value.source != SOURCE_NONE &&
		    guard_holds(ctx, &config.guards[i]))
			return false;
	return true;
}

static __always_inline bool is_other_workload(void)
{
	struct cgroup_key key = {};

	if (!(config.options & OPTION_WORKLOADS))
		return false;
	key.cgroup = task_cgroup_id((void *)bpf_get_current_task(), config.cgroup.subsystem);
	return (bpf_map_lookup_elem(&policy_cgroups, &key) != NULL) ==
	       !!(config.options & OPTION_WORKLOADS_EXCLUDED);
}

#define NO_SITE 0xffffffff

/* Which of the hooks that the program serves this call belongs to, or NO_SITE. */
static __always_inline __u32 find_site(void *ctx)
{
	__u32 *site;
	__u32 number;

	if (config.options & OPTION_SITES)
		return bpf_get_attach_cookie(ctx);
	if (!(config.options & OPTION_SYSCALL_SITES))
		return 0;
	number = shim_argument(ctx, 1);
	if (number >= SYSCALL_NUMBERS)
		return NO_SITE;
	if (is_ia32_call())
		number += SYSCALL_NUMBERS;
	site = bpf_map_lookup_elem(&syscall_sites, &number);
	return site ? *site - 1 : NO_SITE;
}

/*
 * Of two versions of a policy one decides about new calls. A version that is not current any more still
 * completes the calls that it began.
 */
static __always_inline bool is_current(void)
{
	__u32 key = 0;
	struct policy_state *state = bpf_map_lookup_elem(&policy_state, &key);

	return state && state->current == config.policy_id;
}

/* Takes over the record that ROLE_ENTER kept; false when there is none to complete. */
static __always_inline bool take_record(struct scratch *s, const struct pending_call *kept)
{
	__u32 size = kept->size;

	if (size > RECORD_SPACE || size > config.pending_size) {
		count(RECORD_FULL);
		return false;
	}
	bpf_probe_read_kernel(s->call.record, size, kept->record);
	s->call.size = size;
	return true;
}

static __always_inline void keep_record(void *ctx, struct scratch *s)
{
	struct pending_key key = {
		.thread = bpf_get_current_pid_tgid(),
		.frame = SHIM_FRAME(ctx, false),
	};
	long err;

#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_SAVED; i++)
		if (config.saved[i].source != SOURCE_NONE)
			s->call.saved[i] = raw_value(ctx, &config.saved[i], NULL);
	err = bpf_map_update_elem(&pending, &key, &s->call, BPF_NOEXIST);
	if (err == -EEXIST) {
		count(PENDING_LOST);
		err = bpf_map_update_elem(&pending, &key, &s->call, BPF_ANY);
	}
	if (err)
		count(PENDING_FULL);
}

/* Everything between taking and giving back the work area. Returns 0 or the errno of an override. */
static __always_inline int run_in(void *ctx, struct scratch *s, struct pending_call *kept,
				  __u32 site)
{
	struct hook_record *record = (void *)s->call.record;
	const volatile struct selector_config *selector;
	bool held_back = false;
	int override = 0;
	int selected;

	read_subject(s, &config);
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_ARGS; i++) {
		if (i >= config.arg_count)
			break;
		read_argument(ctx, s, &s->slots[i], &config.args[i], kept);
	}
	if (kept && config.options & OPTION_RETURN_SELECTORS)
		s->subject.numbers[SUBJECT_SELECTOR] =
			((struct hook_record *)kept->record)->selector;
	selected = select_first(s, &config);
	if (selected < 0)
		return 0;

	if (!kept)
		begin_record(s, &config, site);
	else if (!take_record(s, kept))
		return 0;
	s->counter_row = counter_row(s, &config, selected);
	if (!kept)
		attribute_to_owner(s, &config);
	track_returned(s, &config);
	if (selected < MAX_SELECTORS) {
		selector = &config.selectors[selected];
		if (config.options & OPTION_RATE_LIMITS)
			held_back = is_held_back(s, &config, selected);
		if (config.options & OPTION_RETURN_SELECTORS) {
			record->return_action = selector->action;
		} else {
			record->selector = selected;
			record->action = selector->action;
		}
		override = act(s, &config, selected);
		SHIM_ENFORCE(ctx, s, selected);
		if (held_back)
			count_policy(s, POLICY_RATE_LIMITED);
		if (!selector->post || held_back)
			return override;
	}

#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_ARGS; i++) {
		if (i >= config.arg_count)
			break;
		append(s, &s->slots[i], &config.args[i]);
	}
	if (selected < MAX_SELECTORS)
		append_stacks(ctx, s, &config, selected);
	if (config.options & OPTION_MERGED)
		record->header.flags |= HOOK_RETURNED;
	if (config.role == ROLE_ENTER) {
		keep_record(ctx, s);
		return override;
	}
	record->header.size = s->call.size;
	count_policy(s, POLICY_POST);
	emit(s, s->call.size, LOST_HOOK);
	return override;
}

static __always_inline int run_hook(void *ctx)
{
	struct pending_key key = {
		.thread = bpf_get_current_pid_tgid(),
		.frame = SHIM_FRAME(ctx, true),
	};
	struct pending_call *kept = NULL;
	struct scratch *s;
	int override = 0;
	bool ignored;
	__u32 site;

	if (is_process(config.skip_tgid, config.skip_start))
		return 0;
	site = find_site(ctx);
	if (site == NO_SITE)
		return 0;
	if (config.role == ROLE_ENFORCE)
		return enforce(config.options & OPTION_OVERRIDES, config.counter_row);
	if (config.role != ROLE_LEAVE && !is_current())
		return 0;
	if (config.role == ROLE_LEAVE) {
		kept = bpf_map_lookup_elem(&pending, &key);
		if (!kept)
			return 0;
	}
	ignored = is_guarded_off(ctx) || is_other_workload();
	s = ignored ? NULL : scratch_claim();
	if (s) {
		override = run_in(ctx, s, kept, site);
		scratch_release(s);
	}
	if (kept)
		bpf_map_delete_elem(&pending, &key);
	return override;
}

static __always_inline int run(void *ctx)
{
	return finish(ctx, &config, run_hook(ctx));
}

#endif
