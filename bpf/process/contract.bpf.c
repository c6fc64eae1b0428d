// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/*
 * Every structure and enum of the contract headers, so that the BTF of one object has them all: the test
 * ContractTest compares it with the Java side. Never loaded.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "scratch.h"
#include "counters.h"

struct contract {
	struct exec_record exec;
	struct fork_record fork;
	struct exit_record exit;
	struct hook_record hook;
	struct arg_record arg;
	struct number_payload number;
	struct file_payload file;
	struct sock_payload sock;
	struct chunk_record chunk;
	struct skb_payload skb;
	struct unix_payload unix_address;
	struct user_ns_payload user_ns;
	struct cred_payload cred;
	struct module_payload module;
	struct bpf_payload bpf;
	struct perf_payload perf;
	struct pending_call pending;
	struct base_config base;
	struct hook_config config;
	struct user_config user;
	struct pending_key pending_key;
	struct number_key number_key;
	struct text_key text_key;
	struct affix_key affix_key;
	struct address_key address_key;
	struct process_key process_key;
	struct exe_path exe_path;
	struct policy_state policy_state;
	struct rate_key rate_key;
	struct sock_owner sock_owner;
	struct user_frame user_frame;
	struct origin origin;
	struct followed_path followed_path;
	struct cgroup_key cgroup_key;
	enum record_kind record_kind;
	enum exec_flag exec_flag;
	enum fork_flag fork_flag;
	enum hook_flag hook_flag;
	enum hook_action hook_action;
	enum value_kind value_kind;
	enum file_flag file_flag;
	enum kernel_counter kernel_counter;
	enum policy_counter policy_counter;
	enum arg_type arg_type;
	enum value_source value_source;
	enum value_ref_flag value_ref_flag;
	enum arg_flag arg_flag;
	enum filter_field filter_field;
	enum filter_test filter_test;
	enum filter_flag filter_flag;
	enum subject_number subject_number;
	enum expression_step expression_step;
	enum hook_role hook_role;
	enum hook_option hook_option;
	enum notify notify;
	struct notification notification;
	enum policy_mode policy_mode;
	enum rate_scope rate_scope;
	enum extra_flag extra_flag;
	enum return_sock return_sock;
	enum ima_source ima_source;
	enum frame_status frame_status;
};

const volatile struct contract contract = {};
