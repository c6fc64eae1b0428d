/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Every reason for which the kernel side loses or cuts data: index into the per-CPU array `counters`.
 * Java mirrors it in beelab.sensor.wire.KernelCounter.
 */
#ifndef BEELAB_COUNTERS_H
#define BEELAB_COUNTERS_H

enum kernel_counter {
	LOST_EXEC = 0, /* the ring buffer was full */
	LOST_FORK,
	LOST_EXIT,
	LOST_HOOK,
	SCRATCH_BUSY, /* all work areas of this CPU in use: the record was not made */
	RECORD_FULL, /* an argument had no room left in its record */
	PENDING_FULL, /* no room to remember a call until it returns */
	PENDING_LOST, /* a remembered call never returned */
	READ_FAULT, /* memory of an argument could not be read */
	PATH_CUT, /* a path was longer than TEXT_MAX */
	PATH_UNRESOLVED, /* a path walk met a part that is not mounted below the root */
	TEXT_CUT, /* a string or buffer was longer than its limit */
	BINARY_UNKNOWN, /* a selector could not learn the executable of the process */
	SIGNAL_FAILED, /* bpf_send_signal returned an error */
	STACK_FAILED, /* a stack trace could not be taken */
	SOCKS_TRACKED, /* sockets that got an owner, or another one */
	SOCKS_UNTRACKED, /* sockets whose owner was taken away */
	SOCK_TRACK_FAILED, /* a socket could not be tracked: no memory */
	LOST_CHUNK, /* the ring buffer was full: a large buffer ends before its piece */
	ORIGIN_UNKNOWN, /* no memory to remember a process: selectors on changes, scripts, descendants */
	COUNTER_COUNT,
};

/*
 * Of one selector: its row of POLICY_COUNTER_COUNT numbers in the policy's per-CPU array `policy_counters`.
 * A hook without selectors has one row.
 */
enum policy_counter {
	POLICY_POST = 0,
	POLICY_SIGNAL,
	POLICY_OVERRIDE,
	POLICY_NOPOST,
	POLICY_MONITORED_SIGNAL,
	POLICY_MONITORED_OVERRIDE,
	POLICY_SET,
	POLICY_MONITORED_SET,
	POLICY_RATE_LIMITED, /* events that rateLimit held back */
	POLICY_TRACK_SOCK,
	POLICY_UNTRACK_SOCK,
	POLICY_NOTIFY_ENFORCER,
	POLICY_MONITORED_NOTIFY_ENFORCER,
	POLICY_COUNTER_COUNT,
};

#endif
