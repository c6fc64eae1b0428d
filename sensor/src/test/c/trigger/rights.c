// SPDX-License-Identifier: Apache-2.0
// User ids, capabilities, namespaces, and what only privileged processes do.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "trigger.h"

static const struct name namespaces[] = {
	{"mnt", CLONE_NEWNS},	     {"uts", CLONE_NEWUTS}, {"ipc", CLONE_NEWIPC},
	{"net", CLONE_NEWNET},	     {"pid", CLONE_NEWPID}, {"user", CLONE_NEWUSER},
	{"cgroup", CLONE_NEWCGROUP}, {"time", 0x80},	    {}};
static const struct name capabilities[] = {{"chown", CAP_CHOWN},
					   {"kill", CAP_KILL},
					   {"net_bind_service", CAP_NET_BIND_SERVICE},
					   {"net_admin", CAP_NET_ADMIN},
					   {"net_raw", CAP_NET_RAW},
					   {"sys_module", CAP_SYS_MODULE},
					   {"sys_ptrace", CAP_SYS_PTRACE},
					   {"sys_admin", CAP_SYS_ADMIN},
					   {"sys_time", CAP_SYS_TIME},
					   {}};

static long op_unshare(int n, char **v)
{
	long flags = 0;

	for (int i = 1; i < n; i++)
		flags |= named(namespaces, v[i]);
	return unshare(flags);
}

// Joins the namespace behind a file such as /proc/1/ns/net.
static long op_setns(int n, char **v)
{
	int fd = open(v[1], O_RDONLY);

	return fd < 0 ? -1 : setns(fd, 0);
}

static long op_setuid(int n, char **v)
{
	return syscall(SYS_setuid, number(v[1]));
}
static long op_setgid(int n, char **v)
{
	return syscall(SYS_setgid, number(v[1]));
}
static long op_setresuid(int n, char **v)
{
	return syscall(SYS_setresuid, number(v[1]), number(v[2]), number(v[3]));
}

static long change(const char *name, int effective, int permitted, int inheritable)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct sets[2];
	long capability = named(capabilities, name);
	unsigned int bit = 1u << capability % 32;
	struct __user_cap_data_struct *set = &sets[capability / 32];

	if (syscall(SYS_capget, &head, sets))
		return -1;
	set->effective = effective < 0	 ? set->effective & ~bit
			 : effective > 0 ? set->effective | bit
					 : set->effective;
	set->permitted = permitted < 0 ? set->permitted & ~bit : set->permitted;
	set->inheritable = inheritable > 0 ? set->inheritable | bit : set->inheritable;
	return syscall(SYS_capset, &head, sets);
}

static long op_lower(int n, char **v)
{
	return change(v[1], -1, 0, 0);
}
static long op_raise(int n, char **v)
{
	return change(v[1], 1, 0, 0);
}
static long op_drop(int n, char **v)
{
	return change(v[1], -1, -1, 0);
}
static long op_inherit(int n, char **v)
{
	return change(v[1], 0, 0, 1);
}
static long op_bounding(int n, char **v)
{
	return prctl(PR_CAPBSET_DROP, named(capabilities, v[1]));
}
static long op_no_new_privileges(int n, char **v)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static long op_bpf_map(int n, char **v)
{
	union bpf_attr a = {.map_type = BPF_MAP_TYPE_ARRAY,
			    .key_size = 4,
			    .value_size = 8,
			    .max_entries = number(v[2])};
	strncpy(a.map_name, v[1], sizeof(a.map_name) - 1);
	int fd = syscall(SYS_bpf, BPF_MAP_CREATE, &a, sizeof(a));

	return fd < 0 ? -1 : close(fd);
}

// r0 = 0; exit
static long op_bpf_program(int n, char **v)
{
	struct bpf_insn code[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K},
				  {.code = BPF_JMP | BPF_EXIT}};
	union bpf_attr a = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
			    .insns = (long)code,
			    .insn_cnt = 2,
			    .license = (long)"GPL"};
	strncpy(a.prog_name, v[1], sizeof(a.prog_name) - 1);
	int fd = syscall(SYS_bpf, BPF_PROG_LOAD, &a, sizeof(a));

	return fd < 0 ? -1 : close(fd);
}

static long op_perf_event(int n, char **v)
{
	struct perf_event_attr a = {.type = PERF_TYPE_SOFTWARE,
				    .size = sizeof(a),
				    .config = PERF_COUNT_SW_DUMMY,
				    .disabled = 1};
	int fd = syscall(SYS_perf_event_open, &a, 0, -1, -1, 0);

	return fd < 0 ? -1 : close(fd);
}

// No module, but the kernel looks at it: ENOEXEC.
static long op_load_module(int n, char **v)
{
	int fd = open(v[1], O_RDONLY);

	return fd < 0 ? -1 : syscall(SYS_finit_module, fd, "", 0);
}

const struct op rights_ops[] = {
	{"unshare", "mnt|uts|ipc|net|pid|user|cgroup|time…", 1, op_unshare},
	{"setns", "FILE", 1, op_setns},
	{"setuid", "UID", 1, op_setuid},
	{"setgid", "GID", 1, op_setgid},
	{"setresuid", "REAL EFFECTIVE SAVED", 3, op_setresuid},
	{"lower", "CAPABILITY (out of the effective set)", 1, op_lower},
	{"raise", "CAPABILITY (into the effective set)", 1, op_raise},
	{"drop", "CAPABILITY (out of effective and permitted)", 1, op_drop},
	{"inherit", "CAPABILITY (into the inheritable set)", 1, op_inherit},
	{"bounding", "CAPABILITY (out of the bounding set)", 1, op_bounding},
	{"no_new_privileges", "", 0, op_no_new_privileges},
	{"bpf_map", "NAME ENTRIES", 2, op_bpf_map},
	{"bpf_program", "NAME", 1, op_bpf_program},
	{"perf_event", "", 0, op_perf_event},
	{"load_module", "FILE", 1, op_load_module},
	{},
};
