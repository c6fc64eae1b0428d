// SPDX-License-Identifier: Apache-2.0
// The operations of the conformance tests' trigger program. See ../../resources/conformance/README.md.
#pragma once

#include <stdbool.h>

// One operation. The arguments stand in v[1] to v[n - 1]; v[n] is NULL.
// Answers what a system call would: 0 or more on success, -1 with errno on failure.
struct op {
	const char *name;
	const char *usage; // the arguments, for people
	int least; // arguments it needs
	long (*run)(int n, char **v);
};

extern const struct op file_ops[], process_ops[], socket_ops[], rights_ops[], user_ops[],
	probe_ops[];

// A number: decimal, hex, octal, or one of the names that the operations understand.
long number(const char *text);

// The value of a name in a table that ends with a null name, else a number.
struct name {
	const char *name;
	long value;
};
long named(const struct name *table, const char *text);

// Runs the operations v[0] to v[n - 1], separated by "then"; the number that failed.
int run_all(int n, char **v);

// Runs them in a child and waits for it; -1 with the errno ECHILD when it did not end with 0.
long in_child(int n, char **v);
