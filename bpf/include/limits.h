/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Sizes that both contract headers need. Every one is a compile-time bound of the programs. */
#ifndef BEELAB_LIMITS_H
#define BEELAB_LIMITS_H

#define MAX_ARGS 10 /* args and data of one hook, the return value included */
#define MAX_SELECTORS 128 /* selectors of one hook, ORed in order */
#define MAX_FILTERS 16 /* filters of one hook inside its program; more go into a map */
#define MAX_LISTED_FILTERS 4096 /* filters of one hook in that map */
#define MAX_EFFECTS 16 /* selectors of one hook that may write to user space */
#define MAX_NUMBERS 4 /* numbers, or ranges, kept inside one filter; more go into a map */
#define MAX_PID_ANCESTORS 9 /* generations that followForks looks up */
#define MAX_SAVED 10 /* raw values that an entry program keeps for its exit program */
#define MAX_REGISTER_WRITES 8 /* registers that one selector sets in user space */
#define MAX_MORE_SIGNALS 7 /* signals of one selector besides the first */
#define MAX_SOCKS 8 /* sockets that one selector tracks or untracks */
#define MAX_GUARDS 2 /* conditions, ORed, before a program does anything */
#define CHAIN_MAX 32 /* programs that follow each other by tail calls; the kernel allows 33 */

#define MAX_RESOLVE 10 /* pointers that one resolve path follows */
#define RATE_KEY 40 /* bytes of an argument that tell one rate limit from another */
#define MAX_KERNEL_FRAMES 64 /* of one stack trace */
#define MAX_USER_FRAMES 64 /* of one stack trace */
#define TABLE_WORDS_MAX (1 << 20) /* words of map tables: automata and expressions of one hook */
#define EXPRESSION_DEPTH 16 /* numbers that an expression may have open at a time */

#define TEXT_MAX 4096 /* bytes of one string, path or buffer argument */
#define LARGE_MAX                                                                                  \
	327360 /* bytes of a buffer with ARG_LARGE: the rest comes in chunks of TEXT_MAX */
#define TEXT_KEY 248 /* bytes of a string that is looked up in a set */
#define EXE_KEY 256 /* bytes of an executable's path in the binaries map */
#define NAME_MAX_BYTES 256 /* one path component, NUL included */

#endif
