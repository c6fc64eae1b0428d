// SPDX-License-Identifier: Apache-2.0
// Processes, threads, signals, and system calls by number.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "trigger.h"

static long op_nothing(int n, char **v)
{
	return 0;
}

static long op_sleep(int n, char **v)
{
	long millis = number(v[1]);
	struct timespec pause = {millis / 1000, millis % 1000 * 1000000};

	return nanosleep(&pause, NULL);
}

static long wait_for(pid_t child)
{
	int status;

	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	errno = ECHILD;
	return -1;
}

long in_child(int n, char **v)
{
	fflush(stdout);
	pid_t child = fork();

	if (child == 0)
		_exit(run_all(n, v) ? 1 : 0);
	return wait_for(child);
}

static long op_child(int n, char **v)
{
	return in_child(n - 1, v + 1);
}

struct rest {
	int n;
	char **v;
};

static void *run_rest(void *argument)
{
	struct rest *rest = argument;

	return (void *)(long)run_all(rest->n, rest->v);
}

static long op_thread(int n, char **v)
{
	struct rest rest = {n - 1, v + 1};
	pthread_t thread;
	void *failed;

	errno = pthread_create(&thread, NULL, run_rest, &rest);
	if (errno || pthread_join(thread, &failed))
		return -1;
	errno = ECHILD;
	return failed ? -1 : 0;
}

// The operations as many times.
static long op_times(int n, char **v)
{
	long failed = 0;

	for (long i = number(v[1]); i > 0; i--)
		failed += run_all(n - 2, v + 2);
	errno = ECHILD;
	return failed ? -1 : 0;
}

static long op_exec(int n, char **v)
{
	fflush(stdout);
	return execve(v[1], v + 1, environ);
}

static long op_spawn(int n, char **v)
{
	fflush(stdout);
	pid_t child = fork();

	if (child == 0) {
		execve(v[1], v + 1, environ);
		_exit(127);
	}
	return wait_for(child);
}

// A program without a file: this one, copied into memory.
static long op_exec_memory(int n, char **v)
{
	char buffer[65536];
	int from = open("/proc/self/exe", O_RDONLY), to = memfd_create("trigger", MFD_CLOEXEC);
	ssize_t got;

	while ((got = read(from, buffer, sizeof(buffer))) > 0)
		if (write(to, buffer, got) != got)
			return -1;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		syscall(SYS_execveat, to, "", v, environ, AT_EMPTY_PATH);
		_exit(127);
	}
	return wait_for(child);
}

static long op_kill(int n, char **v)
{
	return kill(getpid(), number(v[1]));
}
static long op_exit(int n, char **v)
{
	fflush(stdout);
	_exit(number(v[1]));
}
static long op_setname(int n, char **v)
{
	return prctl(PR_SET_NAME, v[1]);
}
static long op_traceme(int n, char **v)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}
static long op_getpid(int n, char **v)
{
	return syscall(SYS_getpid) > 0 ? 0 : -1;
}

// Any system call: numbers, or texts whose address is passed. "@NUMBER" passes the address of so many zero bytes.
static long op_syscall32(int n, char **v)
{
	long result = number(v[1]);

#ifdef __x86_64__
	__asm__ volatile("int $0x80"
			 : "+a"(result)
			 : "b"(0), "c"(0), "d"(0), "S"(0), "D"(0)
			 : "memory", "r8", "r9", "r10", "r11");
#endif
	return result;
}

static long op_syscall(int n, char **v)
{
	static char memory[6][65536];
	long arguments[6] = {};

	for (int i = 2; i < n && i < 8; i++) {
		char *end;
		if (v[i][0] == '@') {
			arguments[i - 2] = (long)memory[i - 2];
			continue;
		}
		arguments[i - 2] = strtol(v[i], &end, 0);
		if (*end || !v[i][0])
			arguments[i - 2] = (long)v[i];
	}
	return syscall(number(v[1]), arguments[0], arguments[1], arguments[2], arguments[3],
		       arguments[4], arguments[5]);
}

const struct op process_ops[] = {
	{"nothing", "", 0, op_nothing},
	{"sleep", "MILLISECONDS", 1, op_sleep},
	{"child", "OPERATION…", 1, op_child},
	{"thread", "OPERATION…", 1, op_thread},
	{"times", "COUNT OPERATION…", 2, op_times},
	{"exec", "PROGRAM [ARGUMENT…]", 1, op_exec},
	{"spawn", "PROGRAM [ARGUMENT…]", 1, op_spawn},
	{"exec_memory", "OPERATION…", 1, op_exec_memory},
	{"kill", "SIGNAL", 1, op_kill},
	{"exit", "CODE", 1, op_exit},
	{"setname", "NAME", 1, op_setname},
	{"traceme", "", 0, op_traceme},
	{"getpid", "", 0, op_getpid},
	{"syscall", "NUMBER [NUMBER|TEXT|@]…", 1, op_syscall},
	{"syscall32", "NUMBER (through the door of 32-bit programs, without arguments)", 1,
	 op_syscall32},
	{},
};
