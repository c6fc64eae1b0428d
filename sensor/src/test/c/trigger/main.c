// SPDX-License-Identifier: Apache-2.0
// Does what a conformance case says, and nothing else: `trigger OPERATION ARGS [then OPERATION ARGS]…`.
// Prints a line for each operation, "NAME ok RESULT" or "NAME ERRNO", and goes on after a failure.
// Exit code: 0 all succeeded, 1 one failed, 2 it was called wrongly.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trigger.h"

static const struct op *const families[] = {file_ops,	process_ops, socket_ops,
					    rights_ops, user_ops,    probe_ops};
#define FAMILIES (sizeof(families) / sizeof(*families))

static const struct op *find(const char *name)
{
	for (size_t i = 0; i < FAMILIES; i++)
		for (const struct op *op = families[i]; op->name; op++)
			if (!strcmp(op->name, name))
				return op;
	return NULL;
}

static void usage(void)
{
	fprintf(stderr, "usage: trigger OPERATION [ARGUMENT…] [then OPERATION …]\n");
	for (size_t i = 0; i < FAMILIES; i++)
		for (const struct op *op = families[i]; op->name; op++)
			fprintf(stderr, "  %s %s\n", op->name, op->usage);
	exit(2);
}

long number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 0);

	if (*end || !*text) {
		fprintf(stderr, "trigger: not a number: %s\n", text);
		exit(2);
	}
	return value;
}

long named(const struct name *table, const char *text)
{
	for (; table->name; table++)
		if (!strcmp(table->name, text))
			return table->value;
	return number(text);
}

// Operations that take further operations ("child", "thread") take the rest of the line.
static bool takes_the_rest(const struct op *op)
{
	return strstr(op->usage, "OPERATION") != NULL;
}

int run_all(int n, char **v)
{
	int failed = 0;

	for (int at = 0; at < n;) {
		const struct op *op = find(v[at]);
		int end = at;

		if (!op) {
			fprintf(stderr, "trigger: no operation %s\n", v[at]);
			usage();
		}
		while (end < n && (takes_the_rest(op) || strcmp(v[end], "then")))
			end++;
		if (end - at - 1 < op->least) {
			fprintf(stderr, "trigger: usage: %s %s\n", op->name, op->usage);
			exit(2);
		}
		char *separator = v[end];
		v[end] = NULL;
		errno = 0;
		long result = op->run(end - at, v + at);
		if (result < 0) {
			failed++;
			printf("%s %s\n", op->name, strerrorname_np(errno));
		} else {
			printf("%s ok %ld\n", op->name, result);
		}
		fflush(stdout);
		v[end] = separator;
		at = end + 1;
	}
	return failed;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		usage();
	return run_all(argc - 1, argv + 1) ? 1 : 0;
}
