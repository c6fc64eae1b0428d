// SPDX-License-Identifier: Apache-2.0
// Static probes, written out as notes of the form that <sys/sdt.h> of SystemTap makes: Debian has that header in
// a package of its own, and the notes are the contract. The operands are what the compiler chose.
#include <stdio.h>

#include "trigger.h"

// A nop, and a note that says where it is and where the arguments are.
#define PROBE(name, semaphore, operands)                                        \
	"990: nop\n"                                                            \
	".pushsection .note.stapsdt,\"\",@note\n"                               \
	".balign 4\n"                                                           \
	".4byte 992f-991f, 994f-993f, 3\n"                                      \
	"991: .asciz \"stapsdt\"\n"                                             \
	"992: .balign 4\n"                                                      \
	"993: .8byte 990b\n"                                                    \
	".8byte _.stapsdt.base\n"                                               \
	".8byte " semaphore "\n"                                                \
	".asciz \"trigger\"\n"                                                  \
	".asciz \"" name "\"\n"                                                 \
	".asciz \"" operands "\"\n"                                             \
	"994: .balign 4\n"                                                      \
	".popsection\n"                                                         \
	".ifndef _.stapsdt.base\n"                                              \
	".pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n" \
	".weak _.stapsdt.base\n"                                                \
	".hidden _.stapsdt.base\n"                                              \
	"_.stapsdt.base: .space 1\n"                                            \
	".size _.stapsdt.base, 1\n"                                             \
	".popsection\n"                                                         \
	".endif\n"

// Raised by the kernel while somebody looks at the probe "watched".
__attribute__((used, section(".probes"))) volatile unsigned short trigger_watched_semaphore;

__attribute__((used)) static volatile int counter = 77;

// Arguments in a register, in memory, in a variable of the program and as a number.
static long op_mark(int n, char **v)
{
	int first = (int)number(v[1]);
	volatile long second = first * 1000000000000L;

	__asm__ volatile(
		PROBE("mark", "0", "-4@%[first] 8@%[second] -4@counter(%%rip) 8@%[text] -2@$-7")
		:
		: [first] "r"(first), [second] "m"(second), [text] "r"(v[n - 1]));
	return 0;
}

static long op_watched(int n, char **v)
{
	if (!trigger_watched_semaphore)
		return 0;
	__asm__ volatile(PROBE("watched", "trigger_watched_semaphore", "") :);
	return trigger_watched_semaphore;
}

// The same probe at two places, with operands that lie elsewhere.
static long op_twice(int n, char **v)
{
	int first = 1;
	volatile int second = 2;

	__asm__ volatile(PROBE("twice", "0", "-4@%[first]") : : [first] "r"(first));
	__asm__ volatile(PROBE("twice", "0", "-4@%[second]") : : [second] "m"(second));
	return 0;
}

// What whoever looks at the probe decides.
static long op_ask(int n, char **v)
{
	volatile int answer = 0;
	int question = (int)number(v[1]);

	__asm__ volatile(PROBE("ask", "0", "-4@%[answer] -4@%[question]")
			 :
			 : [answer] "m"(answer), [question] "r"(question)
			 : "memory");
	return answer;
}

// A buffer with its length, which may hold NUL.
static long op_sent(int n, char **v)
{
	static const char bytes[] = "ab\0cd";
	unsigned char length = 5;

	__asm__ volatile(PROBE("sent", "0", "8@%[bytes] 1@%[length]")
			 :
			 : [bytes] "r"(bytes), [length] "q"(length));
	return bytes[0];
}

// Passed with a number in a register for floating point.
static long op_real(int n, char **v)
{
	double real = 1.5;

	__asm__ volatile(PROBE("real", "0", "8f@%[real] -4@$3") : : [real] "x"(real));
	return 0;
}

const struct op probe_ops[] = {
	{"mark", "NUMBER [TEXT] (passes the static probe trigger:mark)", 1, op_mark},
	{"watched", "(passes trigger:watched if its semaphore is raised; answers the semaphore)", 0,
	 op_watched},
	{"twice", "(passes trigger:twice at two places, with 1 and 2)", 0, op_twice},
	{"ask", "NUMBER (passes trigger:ask; answers what was written to its argument 0)", 1,
	 op_ask},
	{"sent", "(passes trigger:sent with 5 bytes)", 0, op_sent},
	{"real", "(passes trigger:real, whose argument 0 is a floating point number)", 0, op_real},
	{},
};
