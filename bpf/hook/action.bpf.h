/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Side effects of a selector that matched. The only place that has any. */
#ifndef BEELAB_ACTION_BPF_H
#define BEELAB_ACTION_BPF_H

#include "effects.bpf.h"

static __always_inline void count_in_row(__u32 row, enum policy_counter counter)
{
	__u32 key = row * POLICY_COUNTER_COUNT + counter;
	__u64 *value = bpf_map_lookup_elem(&policy_counters, &key);

	if (value)
		*value += 1;
}

static __always_inline void count_policy(struct scratch *s, enum policy_counter counter)
{
	count_in_row(s->counter_row, counter);
}

/* A program that serves several hooks has the rows of each of them behind each other. */
static __always_inline __u32 counter_row(const struct scratch *s,
					 const volatile struct hook_config *hook, int selected)
{
	const struct hook_record *record = (const void *)s->call.record;
	__u32 site = record->hook_id - hook->hook_id;

	return hook->counter_row + site * hook->counter_stride +
	       (selected < MAX_SELECTORS ? selected : 0);
}

static __always_inline bool is_monitored(void)
{
	__u32 key = 0;
	struct policy_state *state = bpf_map_lookup_elem(&policy_state, &key);

	return state && state->mode == MODE_MONITOR;
}

static __always_inline void send_signal(struct scratch *s, __u32 signal)
{
	struct hook_record *record = (void *)s->call.record;
	long err = bpf_send_signal(signal);

	count_policy(s, POLICY_SIGNAL);
	if (!err) {
		record->header.flags |= HOOK_ENFORCED;
		return;
	}
	record->header.flags |= HOOK_ENFORCE_FAILED;
	record->enforce_status = err;
	count(SIGNAL_FAILED);
}

/* Tells the enforcer programs of the policy what to do with this thread, or takes it back. */
static __always_inline void notify(const volatile struct selector_config *selector)
{
	struct notification what = { .override = selector->notify_override,
				     .signal = selector->notify_signal };
	__u64 thread = bpf_get_current_pid_tgid();

	if (selector->notify == NOTIFY_SET)
		bpf_map_update_elem(&notifications, &thread, &what, BPF_ANY);
	else if (selector->notify == NOTIFY_CLEAR)
		bpf_map_delete_elem(&notifications, &thread);
}

/* ROLE_ENFORCE. Returns the negative errno that the call is to return instead of running, or 0. */
static __always_inline int enforce(bool may_override, __u32 row)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct notification *found = bpf_map_lookup_elem(&notifications, &thread);
	struct notification what;

	if (!found)
		return 0;
	what = *found;
	bpf_map_delete_elem(&notifications, &thread);
	if (what.signal) {
		count_in_row(row, POLICY_SIGNAL);
		if (bpf_send_signal(what.signal))
			count(SIGNAL_FAILED);
	}
	if (!may_override || !what.override)
		return 0;
	count_in_row(row, POLICY_OVERRIDE);
	return what.override;
}

static __always_inline void send_more_signals(struct scratch *s,
					      const volatile struct selector_actions *actions)
{
#pragma clang loop unroll(full)
	for (int i = 0; i < MAX_MORE_SIGNALS; i++) {
		if (!actions->signals[i])
			break;
		send_signal(s, actions->signals[i]);
	}
}

/* Tracking a socket changes nothing for the process, so monitor mode does it too. */
static __always_inline void track(struct scratch *s, const volatile struct hook_config *hook,
				  int selected)
{
	if (!(hook->options & OPTION_TRACKS_SOCKS) || !hook->actions[selected].socks[0])
		return;
	track_socks(s, hook, selected);
	count_policy(s, hook->actions[selected].socks[0] & SOCK_UNTRACK ? POLICY_UNTRACK_SOCK
									: POLICY_TRACK_SOCK);
}

/*
 * Performs the actions of a selector and notes them in the record. Returns the negative errno that the
 * call is to return instead of running, or 0.
 */
static __always_inline int act(struct scratch *s, const volatile struct hook_config *hook,
			       int selected)
{
	struct hook_record *record = (void *)s->call.record;
	const volatile struct selector_config *selector = &hook->selectors[selected];
	__u32 signal = selector->signal;
	int override = selector->override;

	if (!selector->post)
		count_policy(s, POLICY_NOPOST);
	track(s, hook, selected);
	if (!signal && !override && selector->notify == NOTIFY_NONE)
		return 0;
	if (is_monitored()) {
		record->header.flags |= HOOK_MONITORED;
		if (signal)
			count_policy(s, POLICY_MONITORED_SIGNAL);
		if (override)
			count_policy(s, POLICY_MONITORED_OVERRIDE);
		if (selector->notify == NOTIFY_SET)
			count_policy(s, POLICY_MONITORED_NOTIFY_ENFORCER);
		return 0;
	}
	if (hook->options & OPTION_NOTIFIES) {
		notify(selector);
		if (selector->notify == NOTIFY_SET)
			count_policy(s, POLICY_NOTIFY_ENFORCER);
	}
	if (signal)
		send_signal(s, signal);
	if (hook->options & OPTION_MORE_SIGNALS)
		send_more_signals(s, &hook->actions[selected]);
	if (override) {
		record->header.flags |= HOOK_ENFORCED;
		count_policy(s, POLICY_OVERRIDE);
	}
	return override;
}

#endif
