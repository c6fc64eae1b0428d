/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Maps of a hook besides the shared ones of maps.bpf.h. The encoder lists those that a program needs;
 * the loader creates only them (bpf_map__set_autocreate), the references of the others are dead code.
 */
#ifndef BEELAB_HOOK_MAPS_BPF_H
#define BEELAB_HOOK_MAPS_BPF_H

#include "maps.bpf.h"

/* Of the policy: shared by all its objects. */

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, POLICY_COUNTER_COUNT); /* the loader sets it times the policy's rows */
	__type(key, __u32); /* enum policy_counter */
	__type(value, __u64);
} policy_counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct policy_state);
} policy_state SEC(".maps");

/* Cgroups whose processes the policy looks at, and those that its selectors ask for. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 32768);
	__type(key, struct cgroup_key);
	__type(value, __u8);
} policy_cgroups SEC(".maps");

/* What the enforcer programs are to do, by pid_tgid of the thread that a selector was told about. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct notification);
} notifications SEC(".maps");

/* Of one program that sees all system calls: see SYSCALL_NUMBERS. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2 * SYSCALL_NUMBERS);
	__type(key, __u32);
	__type(value, __u32);
} syscall_sites SEC(".maps");

/*
 * Of the hook: shared by its enter and its leave program. The loader sets the value
 * size to hook_config.pending_size, so the values have no BTF.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 16384);
	__uint(key_size, sizeof(struct pending_key));
	__uint(value_size, sizeof(struct pending_call));
} pending SEC(".maps");

/* Of the agent, created for the first policy that needs them. */

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct rate_key);
	__type(value, __u64); /* nanoseconds since boot */
} rate_limits SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64); /* address of the struct sock */
	__type(value, struct sock_owner);
} sock_owners SEC(".maps");

/* Of the program: values of its filters. The loader sets max_entries to the number of values. */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct number_key);
	__type(value, __u8);
} number_sets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct text_key);
	__type(value, __u8);
} text_sets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, struct affix_key);
	__type(value, __u8);
} affix_sets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, struct address_key);
	__type(value, __u8);
} address_sets SEC(".maps");

/* Of the program: the loader sets their sizes to hook_config.table_words and hook_config.filter_count. */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} tables SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct filter_config);
} filter_list SEC(".maps");

static __always_inline void copy_bytes(void *to, __u32 length, const void *from)
{
	bpf_probe_read_kernel(to, length, from);
}

#endif
