// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/*
 * Loads every object in every configuration on this kernel, as the agent would, and prints what the
 * verifier had to do. Fails when an object does not load, or when a configuration leaves more
 * instructions than recorded: then something that depends on the configuration has moved to where the
 * verifier cannot delete it.
 *
 *   verify OBJECT_DIRECTORY RECORD_FILE [--record]
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/types.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "cases.h"

/* A configuration may grow by a tenth and a handful before it is called a regression. */
#define TOLERATED(recorded) ((recorded) + (recorded) / 10 + 16)

static char log_text[1 << 20];
static size_t log_length;

static int collect_log(enum libbpf_print_level level, const char *format, va_list args)
{
	int n;

	if (level == LIBBPF_DEBUG || log_length >= sizeof(log_text) - 1)
		return 0;
	n = vsnprintf(log_text + log_length, sizeof(log_text) - log_length, format, args);
	if (n > 0)
		log_length += n;
	if (log_length > sizeof(log_text) - 1)
		log_length = sizeof(log_text) - 1;
	return 0;
}

struct outcome {
	int err;
	__u32 processed; /* instructions that the verifier walked */
	__u32 left; /* instructions that stayed in the program */
	double milliseconds;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static bool is_needed(const struct verify_case *c, const char *map)
{
	if (!strcmp(map, "pending"))
		return c->config.role != ROLE_REPORT;
	if (!strcmp(map, "policy_cgroups") && c->config.options & OPTION_WORKLOADS)
		return true;
	if (!strncmp(map, "chain", 5))
		return c->config.options & OPTION_CHAINED;
	if (!strcmp(map, "syscall_sites"))
		return c->config.options & OPTION_SYSCALL_SITES;
	if (!strcmp(map, "notifications"))
		return c->config.role == ROLE_ENFORCE || c->config.selectors[0].notify;
	if (!strcmp(map, "rate_limits"))
		return c->config.options & OPTION_RATE_LIMITS;
	if (!strcmp(map, "sock_owners"))
		return c->config.options & (OPTION_TRACKS_SOCKS | OPTION_SOCK_OWNERS) ||
		       c->config.return_sock;
	if (!strcmp(map, "tables"))
		return c->config.table_words;
	if (!strcmp(map, "filter_list"))
		return c->config.options & OPTION_FILTER_LIST;
	/* A list of filters may hold any test. */
	if (c->config.options & OPTION_FILTER_LIST)
		return true;
	for (int i = 0; i < MAX_FILTERS; i++) {
		int test = c->config.filters[i].test;

		if ((!strcmp(map, "number_sets") && test == TEST_NUMBER_SET) ||
		    (!strcmp(map, "text_sets") && test == TEST_TEXT_EQUAL) ||
		    (!strcmp(map, "address_sets") &&
		     (test == TEST_ADDRESS || test == TEST_NUMBER_TRIE)) ||
		    (!strcmp(map, "policy_cgroups") && test == TEST_WORKLOAD) ||
		    (!strcmp(map, "affix_sets") &&
		     (test == TEST_TEXT_PREFIX || test == TEST_TEXT_SUFFIX)))
			return true;
	}
	return !strstr(map, "_sets") && strcmp(map, "policy_cgroups");
}

static void prepare(struct bpf_object *object, const struct verify_case *c)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
	{
		const char *name = bpf_map__name(map);

		if (!strcmp(name, ".rodata.config")) {
			/* The process objects have the smaller struct base_config. */
			if (bpf_map__value_size(map) == sizeof(c->config))
				bpf_map__set_initial_value(map, &c->config, sizeof(c->config));
		} else if (!strcmp(name, ".rodata.user")) {
			bpf_map__set_initial_value(map, &c->user, sizeof(c->user));
		} else if (!strcmp(name, "pending") && c->config.pending_size) {
			bpf_map__set_value_size(map, c->config.pending_size);
		} else if (!strcmp(name, "tables") && c->config.table_words) {
			bpf_map__set_value_size(map, 4 * c->config.table_words);
		} else if (!strcmp(name, "filter_list") && c->config.filter_count) {
			bpf_map__set_max_entries(map, c->config.filter_count);
		}
		if (!is_needed(c, name))
			bpf_map__set_autocreate(map, false);
	}
}

/* The one program to load: the other one is the head of a chain. */
static struct bpf_program *choose(struct bpf_object *object, const struct verify_case *c)
{
	struct bpf_program *program, *chosen = NULL;

	bpf_object__for_each_program(program, object)
	{
		bool head = !strncmp(bpf_program__name(program), "head_", 5);

		if (head == c->head)
			chosen = program;
		else
			bpf_program__set_autoload(program, false);
	}
	if (bpf_program__type(chosen) == BPF_PROG_TYPE_LSM) {
		bpf_program__set_attach_target(chosen, 0, "path_symlink");
	} else if (bpf_program__type(chosen) == BPF_PROG_TYPE_TRACING) {
		if (c->attach_type)
			bpf_program__set_expected_attach_type(chosen, c->attach_type);
		bpf_program__set_attach_target(chosen, 0, "security_path_symlink");
	}
	return chosen;
}

static struct outcome load(const char *directory, const char *name, const struct verify_case *c)
{
	struct outcome result = {};
	struct bpf_prog_info info = {};
	__u32 length = sizeof(info);
	struct bpf_program *program;
	struct bpf_object *object;
	char path[4096];
	double start;

	log_length = 0;
	log_text[0] = 0;
	snprintf(path, sizeof(path), "%s/%s.bpf.o", directory, name);
	object = bpf_object__open_file(path, NULL);
	if (!object) {
		result.err = -errno;
		return result;
	}
	prepare(object, c);
	program = choose(object, c);
	start = now_ms();
	result.err = bpf_object__load(object);
	result.milliseconds = now_ms() - start;
	if (!result.err && !bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &length)) {
		result.processed = info.verified_insns;
		result.left = info.xlated_prog_len / 8;
	}
	bpf_object__close(object);
	return result;
}

/* The verifier's verdict stands at the end of its log. */
static const char *end_of_log(void)
{
	size_t start = log_length > 3000 ? log_length - 3000 : 0;

	return log_text + start;
}

/* Configurations that some kernels have no means for; with CAP_SYS_ADMIN nothing else says this. */
static bool may_be_refused(const struct verify_case *c, int err)
{
	if (!strcmp(c->object, "lsm") || !strcmp(c->object, "trampoline"))
		return err == -EPERM; /* no BPF LSM, no trampolines */
	if (!strcmp(c->name, "registers"))
		return err == -EACCES && strstr(log_text, "invalid bpf_context access");
	if (!strcmp(c->name, "set"))
		return err == -EPERM || (err == -EINVAL && strstr(log_text, "probe_write_user"));
	return false;
}

/* The recorded number of instructions, or 0. */
static unsigned recorded(const char *file, const char *object, const char *name)
{
	FILE *in = fopen(file, "r");
	char o[64], n[64];
	unsigned left, found = 0;

	if (!in)
		return 0;
	while (fscanf(in, "%63s %63s %u", o, n, &left) == 3)
		if (!strcmp(o, object) && !strcmp(n, name))
			found = left;
	fclose(in);
	return found;
}

int main(int argc, char **argv)
{
	bool record = argc > 3 && !strcmp(argv[3], "--record");
	int failed = 0, loaded = 0, refused = 0;
	char new_file[4096];
	FILE *out = NULL;

	if (argc < 3) {
		fprintf(stderr, "usage: verify OBJECT_DIRECTORY RECORD_FILE [--record]\n");
		return 2;
	}
	libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
	libbpf_set_print(collect_log);
	build_cases();
	snprintf(new_file, sizeof(new_file), "%s.new", argv[2]);
	if (record && !(out = fopen(new_file, "w"))) {
		perror(new_file);
		return 2;
	}
	printf("%-11s %-22s %9s %6s %9s %8s\n", "object", "configuration", "processed", "left",
	       "recorded", "ms");
	for (int i = 0; i < case_count; i++) {
		const struct verify_case *c = &cases[i];
		unsigned before = recorded(argv[2], c->object, c->name);
		unsigned limit = record ? 0 : before;
		struct outcome r = load(argv[1], c->object, c);

		if (may_be_refused(c, r.err)) {
			refused++;
			if (out && before)
				fprintf(out, "%s %s %u\n", c->object, c->name, before);
			continue;
		}
		if (r.err) {
			printf("%-11s %-22s FAILED: %s\n%s\n", c->object, c->name, strerror(-r.err),
			       end_of_log());
			failed++;
			continue;
		}
		loaded++;
		printf("%-11s %-22s %9u %6u %9u %8.1f\n", c->object, c->name, r.processed, r.left,
		       limit, r.milliseconds);
		if (out)
			fprintf(out, "%s %s %u\n", c->object, c->name, r.left);
		if (limit && r.left > TOLERATED(limit)) {
			printf("  FAILED: more instructions than recorded\n");
			failed++;
		}
	}
	if (out && (fclose(out) || rename(new_file, argv[2]))) {
		perror(argv[2]);
		return 2;
	}
	printf("%d loaded, %d failed", loaded, failed);
	if (refused)
		printf(", %d refused by this kernel, which lacks BPF LSM, writable registers or "
		       "writes to user memory (load them on another one)",
		       refused);
	printf("\n");
	return failed ? 1 : 0;
}
