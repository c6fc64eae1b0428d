/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* The configurations that verify.c loads: one for each feature of the engine, and all of them at once. */
#ifndef BEELAB_CASES_H
#define BEELAB_CASES_H

#include <bpf/bpf.h>
#include <stdbool.h>
#include <stdbool.h>
#include <string.h>
#include "config.h"
#include "wire.h"

#define MAX_CASES 800

struct verify_case {
	const char *object;
	char name[64];
	bool head; /* load head_OBJECT instead of hook_OBJECT */
	int attach_type; /* enum bpf_attach_type of a trampoline, 0 for fentry */
	struct hook_config config;
	struct user_config user; /* of the object uprobe */
};

static struct verify_case cases[MAX_CASES];
static int case_count;

static const char *const type_names[] = {
	"none",     "s8",      "u8",       "s16",        "u16",      "s32",         "u32",
	"s64",      "u64",     "string",   "buffer",     "data_loc", "fd",          "file",
	"path",     "dentry",  "filename", "binprm",     "sock",     "socket",      "sock_fd",
	"array",    "iovec",   "iov_iter", "skb",        "sockaddr", "sockaddr_un", "kiocb",
	"cred",     "user_ns", "cap_set",  "syscall",    "module",   "load_info",   "net_device",
	"bpf_attr", "bpf_map", "bpf_prog", "perf_event",
};

static const char *const test_names[] = {
	"none",       "number_in", "greater",   "less",       "any_bit",  "range",
	"number_set", "equal",     "prefix",    "suffix",     "address",  "any",
	"trie",       "gained",    "automaton", "expression", "workload",
};

static __u8 kind_of(enum arg_type type)
{
	switch (type) {
	case TYPE_NONE:
		return VALUE_ERROR;
	case TYPE_S8:
	case TYPE_S16:
	case TYPE_S32:
		return VALUE_INT;
	case TYPE_U8:
	case TYPE_U16:
	case TYPE_U32:
		return VALUE_UINT;
	case TYPE_S64:
		return VALUE_LONG;
	case TYPE_U64:
		return VALUE_SIZE;
	case TYPE_STRING:
	case TYPE_DATA_LOC:
	case TYPE_FILENAME:
	case TYPE_NET_DEVICE:
		return VALUE_TEXT;
	case TYPE_BUFFER:
	case TYPE_ARRAY:
	case TYPE_IOVEC:
	case TYPE_IOV_ITER:
		return VALUE_BYTES;
	case TYPE_FD:
	case TYPE_FILE:
	case TYPE_KIOCB:
		return VALUE_FILE;
	case TYPE_BINPRM:
		return VALUE_BINPRM;
	case TYPE_PATH:
	case TYPE_DENTRY:
		return VALUE_PATH;
	case TYPE_SOCK:
	case TYPE_SOCKET:
	case TYPE_SOCK_FD:
		return VALUE_SOCK;
	case TYPE_SKB:
		return VALUE_SKB;
	case TYPE_SOCKADDR:
		return VALUE_SOCKADDR;
	case TYPE_SOCKADDR_UN:
		return VALUE_SOCKADDR_UN;
	case TYPE_CRED:
		return VALUE_CRED;
	case TYPE_USER_NS:
		return VALUE_USER_NS;
	case TYPE_CAP_SET:
		return VALUE_CAP_SET;
	case TYPE_SYSCALL:
		return VALUE_SYSCALL;
	case TYPE_MODULE:
	case TYPE_LOAD_INFO:
		return VALUE_MODULE;
	case TYPE_BPF_ATTR:
		return VALUE_BPF_ATTR;
	case TYPE_BPF_MAP:
		return VALUE_BPF_MAP;
	case TYPE_BPF_PROG:
		return VALUE_BPF_PROG;
	case TYPE_PERF_EVENT:
		return VALUE_PERF_EVENT;
	}
	return VALUE_ERROR;
}

static struct hook_config *add_case(const char *object, const char *name)
{
	struct verify_case *c = &cases[case_count++];

	c->object = object;
	strncpy(c->name, name, sizeof(c->name) - 1);
	c->config.policy_id = 1;
	c->config.cgroup.subsystem = CGROUP_V2;
	return &c->config;
}

static struct value_ref source(const char *object, int number)
{
	struct value_ref ref = { .source = SOURCE_ARGUMENT, .number = number };

	if (!strcmp(object, "tracepoint")) {
		ref.source = SOURCE_FIELD;
		ref.number = 8 * (number + 1);
		ref.width = 8;
	}
	return ref;
}

static void add_arg(struct hook_config *config, const char *object, enum arg_type type)
{
	struct arg_config *arg = &config->args[config->arg_count];

	arg->type = type;
	arg->index = config->arg_count;
	arg->value_kind = kind_of(type);
	arg->max = TEXT_MAX;
	arg->flags = strcmp(object, "syscall") && strcmp(object, "uprobe") ? 0 : ARG_USER_MEMORY;
	arg->value = source(object, config->arg_count);
	arg->size = source(object, config->arg_count + 1);
	config->arg_count++;
}

static bool looks_at_text(enum filter_test test)
{
	return test == TEST_TEXT_EQUAL || test == TEST_TEXT_PREFIX || test == TEST_TEXT_SUFFIX ||
	       test == TEST_TEXT_AUTOMATON;
}

static struct filter_config *add_filter(struct hook_config *config, int selector, int arg,
					enum filter_test test)
{
	struct selector_config *s = &config->selectors[selector];
	struct filter_config *f = config->filters;

	while (f->test)
		f++;
	s->used = 1;
	s->post = 1;
	s->action = ACTION_POST;
	f->test = test;
	f->selector = selector;
	f->arg = arg;
	f->set = 1 + (f - config->filters);
	f->count = test == TEST_NUMBER_GREATER || test == TEST_NUMBER_LESS ? 1 : MAX_NUMBERS;
	f->flags = (f - config->filters) % 2 ? FILTER_NEGATED : FILTER_SIGNED;
	f->field = looks_at_text(test) ? FIELD_TEXT : FIELD_NUMBER;
	if (test == TEST_ADDRESS)
		f->field = FIELD_SOCK_DADDR;
	if (test == TEST_TEXT_AUTOMATON || test == TEST_EXPRESSION)
		config->table_words = 1000;
	return f;
}

/* A filter on the process instead of an argument. */
static struct filter_config *add_subject(struct hook_config *config, int field,
					 enum filter_test test, __u32 options)
{
	struct filter_config *f = add_filter(config, 0, 0, test);

	f->field = field;
	config->options |= options;
	return f;
}

static void add_enforcement(struct hook_config *config, bool override)
{
	struct selector_config *s = &config->selectors[0];

	s->used = 1;
	s->post = 1;
	s->action = override ? ACTION_OVERRIDE : ACTION_SIGKILL;
	s->signal = override ? 0 : 9;
	s->override = override ? -1 : 0;
	config->options |= override ? OPTION_OVERRIDES : 0;
}

static void add_features(const char *object)
{
	struct hook_config *c;

	c = add_case(object, "workloads");
	c->options = OPTION_WORKLOADS;
	c = add_case(object, "workloads-v1");
	c->options = OPTION_WORKLOADS;
	c->cgroup.subsystem = 4;

	add_subject(add_case(object, "binaries"), FIELD_EXE, TEST_TEXT_EQUAL, OPTION_NEEDS_BINARY);
	add_subject(add_case(object, "parents"), FIELD_PARENT_EXE, TEST_TEXT_PREFIX,
		    OPTION_NEEDS_PARENT);
	add_subject(add_case(object, "scripts"), FIELD_SCRIPT, TEST_TEXT_AUTOMATON,
		    OPTION_NEEDS_SCRIPT);
	add_subject(add_case(object, "followed"), FIELD_SUBJECT + SUBJECT_FOLLOWED,
		    TEST_NUMBER_ANY_BIT, OPTION_NEEDS_FOLLOWED);
	add_subject(add_case(object, "pids"), FIELD_SUBJECT + SUBJECT_PID, TEST_NUMBER_IN,
		    OPTION_NEEDS_PIDS);
	c = add_case(object, "pids-forks");
	add_subject(c, FIELD_SUBJECT + SUBJECT_NS_PID, TEST_NUMBER_IN,
		    OPTION_NEEDS_PIDS | OPTION_NEEDS_ANCESTORS)
		->flags = FILTER_FOLLOW_FORKS | FILTER_NEGATED;
	add_subject(add_case(object, "namespaces"), FIELD_SUBJECT + SUBJECT_NS_NET, TEST_NUMBER_IN,
		    OPTION_NEEDS_NAMESPACES);
	add_subject(add_case(object, "namespace-changes"), FIELD_SUBJECT + SUBJECT_NS_CHANGED,
		    TEST_NUMBER_ANY_BIT, OPTION_NEEDS_NAMESPACES | OPTION_NEEDS_ORIGIN);
	add_subject(add_case(object, "credentials"), FIELD_SUBJECT + SUBJECT_UID, TEST_NUMBER_TRIE,
		    OPTION_NEEDS_CREDENTIALS);
	add_subject(add_case(object, "capability-changes"),
		    FIELD_SUBJECT + SUBJECT_CAP_EFFECTIVE_CHANGED, TEST_NUMBER_ANY_BIT,
		    OPTION_NEEDS_CREDENTIALS | OPTION_NEEDS_ORIGIN);
	add_subject(add_case(object, "workload-selectors"), FIELD_SUBJECT + SUBJECT_CGROUP,
		    TEST_WORKLOAD, OPTION_NEEDS_CGROUP);

	c = add_case(object, "guards");
	for (int i = 0; i < MAX_GUARDS; i++) {
		c->guards[i].value = source(object, 1);
		c->guards[i].other = source(object, 2);
		c->guards[i].expected = i;
		c->guards[i].mask = -1;
		c->guards[i].other_mask = 0xff;
	}

	add_enforcement(add_case(object, "sigkill"), false);

	c = add_case(object, "notify");
	add_filter(c, 0, 0, TEST_ANY);
	c->selectors[0].notify = NOTIFY_SET;
	c->options = OPTION_NOTIFIES;

	add_case(object, "enforce")->role = ROLE_ENFORCE;
	if (strcmp(object, "rawtp") && strcmp(object, "lsm") && strcmp(object, "trampoline"))
		add_case(object, "sites")->options = OPTION_SITES;
	if (strcmp(object, "rawtp") && strcmp(object, "kprobe") && strcmp(object, "uprobe")) {
		c = add_case(object, "chained");
		c->options = OPTION_CHAINED;
		c->chain_slot = 1;
		add_case(object, "head");
		cases[case_count - 1].head = true;
		c = &cases[case_count - 1].config;
		c->options = OPTION_CHAINED;
	}

	c = add_case(object, "enter");
	c->role = ROLE_ENTER;
	c->pending_size = 88 + 48 + 2 * (16 + TEXT_MAX);
	add_arg(c, object, TYPE_STRING);
	add_arg(c, object, TYPE_STRING);
	c->saved[0] = source(object, 1);

	c = add_case(object, "leave");
	c->role = ROLE_LEAVE;
	c->pending_size = 88 + 48 + 2 * (16 + TEXT_MAX);
	add_arg(c, object, TYPE_S32);
	c->args[0].index = ARG_RETURN;
	c->args[0].value.source = SOURCE_RETURN;
	add_arg(c, object, TYPE_BUFFER);
	c->args[1].value = (struct value_ref){ .source = SOURCE_SAVED, .number = 0 };
	c->args[1].size = (struct value_ref){ .source = SOURCE_RETURN };
	add_filter(c, 0, 0, TEST_NUMBER_LESS);
	c->options = OPTION_RETURN_SELECTORS | OPTION_MERGED;
}

/* What selectors do besides signals and overrides. */
static void add_effects(const char *object)
{
	struct hook_config *c;

	c = add_case(object, "rate-limit");
	add_arg(c, object, TYPE_STRING);
	add_arg(c, object, TYPE_SOCK);
	add_arg(c, object, TYPE_S32);
	add_filter(c, 0, 0, TEST_ANY);
	c->actions[0].rate_interval = 1000000000;
	c->options = OPTION_RATE_LIMITS;

	c = add_case(object, "signals");
	add_enforcement(c, false);
	for (int i = 0; i < MAX_MORE_SIGNALS; i++)
		c->actions[0].signals[i] = 10 + i;
	c->options = OPTION_MORE_SIGNALS;

	c = add_case(object, "stacks");
	add_arg(c, object, TYPE_STRING);
	add_filter(c, 0, 0, TEST_ANY);
	c->actions[0].extras = EXTRA_KERNEL_STACK | EXTRA_USER_STACK;
	c->options = OPTION_KERNEL_STACK | OPTION_USER_STACK;

	c = add_case(object, "socks");
	add_arg(c, object, TYPE_SOCK);
	add_filter(c, 0, 0, TEST_ANY);
	for (int i = 0; i < MAX_SOCKS; i++)
		c->actions[0].socks[i] = i % 2 ? 1 | SOCK_UNTRACK : 1;
	c->options = OPTION_TRACKS_SOCKS | OPTION_SOCK_OWNERS;

	c = add_case(object, "return-sock");
	add_arg(c, object, TYPE_SOCK);
	c->args[0].index = ARG_RETURN;
	c->return_sock = RETURN_SOCK_TRACK;
}

/* Members behind pointers, buffers in chunks, what is put together, and the current task. */
static void add_values(const char *object)
{
	struct hook_config *c;

	c = add_case(object, "resolve");
	add_arg(c, object, TYPE_S32);
	c->args[0].value.source = SOURCE_TASK;
	c->args[0].path = (struct value_path){ .steps = 3, .width = 4, .offsets = { 64, 32, 8 } };

	c = add_case(object, "resolve-deep");
	for (int i = 0; i < MAX_ARGS; i++) {
		add_arg(c, object, i % 2 ? TYPE_STRING : TYPE_U64);
		c->args[i].path.steps = MAX_RESOLVE;
		c->args[i].path.width = i % 2 ? 0 : 8;
		c->args[i].path.bits = i % 3;
	}

	if (!strcmp(object, "syscall") || !strcmp(object, "kprobe")) {
		c = add_case(object, "register");
		add_arg(c, object, TYPE_U64);
		c->args[0].value =
			(struct value_ref){ .source = SOURCE_REGISTER, .number = 10, .width = 8 };
	}

	c = add_case(object, "large");
	add_arg(c, object, TYPE_BUFFER);
	c->args[0].flags |= ARG_LARGE;
	c->args[0].max = LARGE_MAX;

	c = add_case(object, "iovec-return");
	add_arg(c, object, TYPE_IOVEC);
	c->args[0].flags |= ARG_LIMIT_RETURN;

	/* One of each group of readers. */
	c = add_case(object, "mixed");
	for (int i = 0; i < MAX_ARGS; i++)
		add_arg(c, object,
			(enum arg_type[]){ TYPE_FILE, TYPE_SOCK, TYPE_SKB, TYPE_IOV_ITER, TYPE_CRED,
					   TYPE_SOCKADDR, TYPE_BUFFER, TYPE_MODULE, TYPE_PERF_EVENT,
					   TYPE_SOCKADDR_UN }[i]);
}

/* What the filters of a hook may look at in its process. */
static const __u32 all_subjects =
	OPTION_NEEDS_BINARY | OPTION_NEEDS_PIDS | OPTION_NEEDS_ANCESTORS | OPTION_NEEDS_PARENT |
	OPTION_NEEDS_SCRIPT | OPTION_NEEDS_PARENT_SCRIPT | OPTION_NEEDS_FOLLOWED |
	OPTION_NEEDS_PARENT_FOLLOWED | OPTION_NEEDS_NAMESPACES | OPTION_NEEDS_CREDENTIALS |
	OPTION_NEEDS_ORIGIN | OPTION_NEEDS_CGROUP;

/* As many strings, selectors and filters as fit into a program, and more than that. */
static void add_everything(const char *object)
{
	struct hook_config *c = add_case(object, "everything");
	static const enum filter_test tests[] = { TEST_TEXT_EQUAL, TEST_TEXT_PREFIX,
						  TEST_TEXT_SUFFIX, TEST_TEXT_AUTOMATON };

	for (int i = 0; i < MAX_ARGS; i++)
		add_arg(c, object, TYPE_STRING);
	for (int f = 0; f < MAX_FILTERS; f++) {
		add_filter(c, f / 4, f % MAX_ARGS, tests[f % 4]);
		c->selectors[f / 4].signal = 9;
	}
	c->options = OPTION_WORKLOADS | all_subjects;

	c = add_case(object, "filter-list");
	for (int i = 0; i < MAX_ARGS; i++)
		add_arg(c, object, i ? TYPE_STRING : TYPE_SOCK);
	for (int i = 0; i < MAX_SELECTORS; i++)
		c->selectors[i].used = 1;
	c->filter_count = MAX_LISTED_FILTERS;
	c->table_words = 1000;
	c->options = OPTION_FILTER_LIST | all_subjects;

	c = add_case(object, "paths");
	for (int i = 0; i < MAX_ARGS; i++)
		add_arg(c, object, strcmp(object, "syscall") ? TYPE_FILE : TYPE_FD);
	for (int i = 0; i < MAX_ARGS; i++)
		add_filter(c, i, i, TEST_TEXT_PREFIX);
}

static struct user_effect *add_effect(struct hook_config *config)
{
	struct user_effect *effect = &cases[case_count - 1].user.selectors[0];

	config->options |= OPTION_WRITES_USER;
	config->selectors[0].used = 1;
	config->selectors[0].post = 1;
	return effect;
}

/* Operands of static probes, several hooks in one program, and what needs more than Debian's kernels. */
static void add_user_space(void)
{
	struct user_effect *effect;
	struct hook_config *c;

	c = add_case("uprobe", "register");
	add_arg(c, "uprobe", TYPE_S32);
	c->args[0].value = (struct value_ref){
		.source = SOURCE_REGISTER, .number = 13, .width = 4, .flags = REF_SIGNED
	};
	c = add_case("uprobe", "operand");
	for (int i = 0; i < MAX_ARGS; i++) {
		add_arg(c, "uprobe", TYPE_S64);
		c->args[i].value = (struct value_ref){ .source = SOURCE_USER,
						       .number = 19,
						       .width = 1 << i % 4,
						       .index = 5,
						       .scale = 3,
						       .constant = -8 };
	}
	c = add_case("uprobe", "sites");
	c->options = OPTION_SITES;

	c = add_case("touch", "texts");
	for (int i = 0; i < MAX_ARGS; i++)
		add_arg(c, "uprobe", TYPE_STRING);
	c = add_case("touch", "operands");
	for (int i = 0; i < MAX_ARGS; i++) {
		add_arg(c, "uprobe", TYPE_STRING);
		c->args[i].value =
			(struct value_ref){ .source = SOURCE_USER, .number = 19, .width = 8 };
	}

	c = add_case("uprobe", "set");
	effect = add_effect(c);
	effect->memory.used = 1;
	effect->memory.target = (struct value_ref){ .source = SOURCE_USER, .number = 4 };

	c = add_case("uprobe", "registers");
	effect = add_effect(c);
	for (int i = 0; i < MAX_REGISTER_WRITES; i++) {
		effect->registers[i].slot = 1 + i;
		effect->registers[i].width = 1 << i % 4;
		effect->registers[i].value = (struct value_ref){
			.source = i % 2 ? SOURCE_USER : SOURCE_REGISTER, .number = 19, .width = 8
		};
	}
}

/* One program for many system calls. */
static void add_raw_syscalls(bool ia32)
{
	struct hook_config *c = add_case("rawtp", ia32 ? "syscalls-ia32" : "syscalls");

	c->options = OPTION_SYSCALL_SITES;
	for (int i = 0; i < MAX_ARGS; i++) {
		add_arg(c, "rawtp", TYPE_STRING);
		c->args[i].flags = ARG_USER_MEMORY;
		c->args[i].value.source = ia32 ? SOURCE_SYSCALL_IA32 : SOURCE_SYSCALL;
	}
}

static void build_cases(void)
{
	struct hook_config *c;
	static const char *const hooks[] = { "syscall", "tracepoint", "rawtp",     "kprobe",
					     "lsm",     "uprobe",     "trampoline" };
	char name[64];

	add_case("exec", "-");
	add_case("fork", "-");
	add_case("exit", "-");
	for (unsigned h = 0; h < sizeof(hooks) / sizeof(hooks[0]); h++) {
		const char *object = hooks[h];

		add_case(object, "plain");
		for (int type = TYPE_S8; type <= TYPE_PERF_EVENT; type++) {
			strcpy(name, "type-");
			strcat(name, type_names[type]);
			add_arg(add_case(object, name), object, type);
		}
		for (int test = TEST_NUMBER_IN; test <= TEST_EXPRESSION; test++) {
			enum arg_type type = TYPE_S64;
			struct hook_config *c;

			if (test == TEST_ADDRESS)
				type = TYPE_SOCK;
			else if (looks_at_text(test))
				type = TYPE_STRING;
			strcpy(name, "test-");
			strcat(name, test_names[test]);
			c = add_case(object, name);
			add_arg(c, object, type);
			add_filter(c, 0, 0, test);
		}
		add_features(object);
		add_effects(object);
		add_values(object);
		add_everything(object);
	}
	add_enforcement(add_case("lsm", "override"), true);
	add_user_space();
	add_enforcement(add_case("trampoline", "fmod-ret"), true);
	cases[case_count - 1].attach_type = BPF_MODIFY_RETURN;
	c = add_case("trampoline", "fexit");
	cases[case_count - 1].attach_type = BPF_TRACE_FEXIT;
	add_arg(c, "trampoline", TYPE_S32);
	c->args[0].index = ARG_RETURN;
	c->args[0].value.source = SOURCE_RETURN;
	add_raw_syscalls(false);
	add_raw_syscalls(true);
}

#endif
