/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Side effects of a selector that matched. The only place that has any. */
#ifndef BEELAB_ACTION_BPF_H
#define BEELAB_ACTION_BPF_H

#include "hook_maps.bpf.h"

static __always_inline void count_policy(enum policy_counter counter)
{
	__u32 key = counter;
	__u64 *value = bpf_map_lookup_elem(&policy_counters, &key);

	if (value)
		*value += 1;
}

static __always_inline bool is_monitored(void)
{
	__u32 key = 0;
	__u32 *mode = bpf_map_lookup_elem(&policy_mode, &key);

	return mode && *mode == MODE_MONITOR;
}

static __always_inline void send_signal(struct hook_record *record, __u32 signal)
{
	long err = bpf_send_signal(signal);

	count_policy(POLICY_SIGNAL);
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
static __always_inline int enforce(bool may_override)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct notification *found = bpf_map_lookup_elem(&notifications, &thread);
	struct notification what;

	if (!found)
		return 0;
	what = *found;
	bpf_map_delete_elem(&notifications, &thread);
	if (what.signal) {
		count_policy(POLICY_SIGNAL);
		if (bpf_send_signal(what.signal))
			count(SIGNAL_FAILED);
	}
	if (!may_override || !what.override)
		return 0;
	count_policy(POLICY_OVERRIDE);
	return what.override;
}

/*
 * Performs the actions of a selector and notes them in the record. Returns the negative errno that the
 * call is to return instead of running, or 0.
 */
static __always_inline int act(struct scratch *s, const volatile struct selector_config *selector)
{
	struct hook_record *record = (void *)s->call.record;
	__u32 signal = selector->signal;
	int override = selector->override;

	if (!selector->post)
		count_policy(POLICY_NOPOST);
	if (!signal && !override && selector->notify == NOTIFY_NONE)
		return 0;
	if (is_monitored()) {
		record->header.flags |= HOOK_MONITORED;
		if (signal || selector->notify_signal)
			count_policy(POLICY_MONITORED_SIGNAL);
		if (override || selector->notify_override)
			count_policy(POLICY_MONITORED_OVERRIDE);
		return 0;
	}
	notify(selector);
	if (signal)
		send_signal(record, signal);
	if (override) {
		record->header.flags |= HOOK_ENFORCED;
		count_policy(POLICY_OVERRIDE);
	}
	return override;
}

#endif
