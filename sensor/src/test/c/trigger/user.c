// SPDX-License-Identifier: Apache-2.0
// Functions of this program for uprobes to hook: their names are symbols that no optimisation removes or inlines.
#include <stdlib.h>
#include <string.h>

#include "trigger.h"

#define HOOKED __attribute__((noinline, used, noipa, visibility("default")))
#ifdef __clang__
#undef HOOKED
#define HOOKED __attribute__((noinline, used, visibility("default")))
#endif

HOOKED long trigger_add(long a, long b)
{
	__asm__ volatile("" : "+r"(a), "+r"(b));
	return a + b;
}

HOOKED long trigger_say(const char *text, int count)
{
	__asm__ volatile("" : "+r"(text), "+r"(count));
	return (long)strlen(text) * count;
}

HOOKED long trigger_six(long a, long b, long c, long d, long e, long f)
{
	__asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f));
	return a + b + c + d + e + f;
}

// Calls itself: the returns come in the opposite order of the calls.
HOOKED long trigger_depth(long n)
{
	long below = n > 0 ? trigger_depth(n - 1) : 0;

	__asm__ volatile("" : "+r"(below));
	return below + n;
}

// Takes a text that nobody has looked at before the call. The kernel maps 16 pages around one that is touched, so
// it lies far from everything else: its page is not in the process's page table yet.
HOOKED long trigger_cold(const char *text)
{
	__asm__ volatile("" : "+r"(text));
	return 0;
}

#define FAR (40 * 4096)
static const char cold[2 * FAR] __attribute__((aligned(4096))) = {[FAR] = 'f', 'a', 'r'};

static long op_depth(int n, char **v)
{
	return trigger_depth(number(v[1]));
}
static long op_cold(int n, char **v)
{
	return trigger_cold(cold + FAR);
}
static long op_add(int n, char **v)
{
	return trigger_add(number(v[1]), number(v[2]));
}
static long op_say(int n, char **v)
{
	return trigger_say(v[1], n > 2 ? (int)number(v[2]) : 1);
}
static long op_six(int n, char **v)
{
	return trigger_six(1, 2, 3, 4, 5, number(v[1]));
}

const struct op user_ops[] = {
	{"add", "NUMBER NUMBER (calls trigger_add)", 2, op_add},
	{"say", "TEXT [COUNT] (calls trigger_say)", 1, op_say},
	{"six", "NUMBER (calls trigger_six with 1 to 5 and it)", 1, op_six},
	{"depth", "NUMBER (calls trigger_depth, which calls itself so many times)", 1, op_depth},
	{"cold", "(calls trigger_cold with a text that was never read before)", 0, op_cold},
	{},
};
