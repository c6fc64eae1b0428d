/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Kernel structures, trimmed to the fields that are read. CO-RE moves every access to where the running
 * kernel has the field, so neither order nor size here means anything and no generated vmlinux.h is
 * needed.
 */
#ifndef BEELAB_CORE_TYPES_H
#define BEELAB_CORE_TYPES_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	__s64 counter;
} atomic64_t;

typedef struct {
	__u32 val;
} kuid_t;

typedef struct {
	__u32 val;
} kgid_t;

/* Two 32-bit words before Linux 6.3 (commit f122a08b197d), one of 64 bits since; the same 8 bytes. */
typedef struct {
	__u64 val;
} kernel_cap_t;

struct ns_common {
	unsigned int inum;
};

struct uts_namespace {
	struct ns_common ns;
};

struct ipc_namespace {
	struct ns_common ns;
};

struct mnt_namespace {
	struct ns_common ns;
};

struct pid_namespace {
	struct ns_common ns;
};

struct net {
	struct ns_common ns;
};

struct time_namespace {
	struct ns_common ns;
};

struct cgroup_namespace {
	struct ns_common ns;
};

struct user_namespace {
	int level;
	kuid_t owner;
	kgid_t group;
	struct ns_common ns;
};

struct nsproxy {
	struct uts_namespace *uts_ns;
	struct ipc_namespace *ipc_ns;
	struct mnt_namespace *mnt_ns;
	struct pid_namespace *pid_ns_for_children;
	struct net *net_ns;
	struct time_namespace *time_ns;
	struct time_namespace *time_ns_for_children;
	struct cgroup_namespace *cgroup_ns;
};

struct cred {
	kuid_t uid;
	kgid_t gid;
	kuid_t suid;
	kgid_t sgid;
	kuid_t euid;
	kgid_t egid;
	kuid_t fsuid;
	kgid_t fsgid;
	unsigned int securebits;
	kernel_cap_t cap_inheritable;
	kernel_cap_t cap_permitted;
	kernel_cap_t cap_effective;
	struct user_namespace *user_ns;
};

struct kernfs_node {
	const char *name;
	__u64 id;
};

struct cgroup {
	struct kernfs_node *kn;
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
};

struct css_set {
	struct cgroup_subsys_state *subsys[1]; /* the kernel's has one for each controller */
	struct cgroup *dfl_cgrp;
};

struct qstr {
	__u32 len;
	const unsigned char *name;
};

struct hlist_bl_node {
	struct hlist_bl_node **pprev;
};

struct inode {
	__u16 i_mode;
	__u64 i_ino;
	__u32 i_nlink;
};

struct dentry {
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	struct path f_path;
	struct inode *f_inode;
	void *private_data;
};

struct filename {
	const char *name;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct fs_struct {
	struct path root;
	struct path pwd;
};

struct mm_struct {
	unsigned long arg_start;
	unsigned long arg_end;
	struct file *exe_file;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1]; /* the kernel's has level + 1 */
};

struct signal_struct {
	atomic_t live;
	unsigned int flags;
	int group_exit_code;
};

struct task_struct {
	unsigned int flags;
	int pid;
	int tgid;
	int exit_code;
	__u64 start_boottime;
	kuid_t loginuid; /* only with CONFIG_AUDIT */
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	const struct cred *cred;
	struct fs_struct *fs;
	struct files_struct *files;
	struct mm_struct *mm;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	struct css_set *cgroups;
};

/* Registers of a program in a system call; the names behind ___ are ours, CO-RE leaves them out. */
struct pt_regs___x86 {
	unsigned long bx;
	unsigned long bp;
	unsigned long r8;
	unsigned long r9;
	unsigned long r10;
	unsigned long cx;
	unsigned long dx;
	unsigned long si;
	unsigned long di;
};

struct pt_regs___arm64 {
	__u64 orig_x0;
};

struct thread_info___x86 {
	__u32 status;
};

struct thread_info___arm64 {
	unsigned long flags;
};

struct task_struct___x86 {
	struct thread_info___x86 thread_info;
};

struct task_struct___arm64 {
	struct thread_info___arm64 thread_info;
};

struct linux_binprm {
	struct file *file;
	const char *filename;
	const char *interp;
	unsigned int secureexec : 1;
};

struct in6_addr {
	union {
		__u8 u6_addr8[16];
	} in6_u;
};

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	struct in6_addr skc_v6_daddr; /* only with CONFIG_IPV6 */
	struct in6_addr skc_v6_rcv_saddr;
	atomic64_t skc_cookie;
};

struct sock {
	struct sock_common __sk_common;
	__u32 sk_mark;
	__u32 sk_priority;
	__u16 sk_type; /* a bit field before Linux 5.6 (commit bf9765145b85) */
	__u16 sk_protocol;
};

struct socket {
	struct sock *sk;
};

struct kiocb {
	struct file *ki_filp;
};

enum iter_type {
	ITER_UBUF, /* since Linux 6.0 */
	ITER_IOVEC,
	ITER_KVEC,
};

struct iov_iter {
	__u8 iter_type;
	unsigned long iov_offset;
	const void *ubuf;
	const void *__iov; /* array of struct iovec */
	const void *kvec; /* the same, in kernel memory */
	unsigned long count;
	unsigned long nr_segs;
};

struct iov_iter___old {
	const void *iov;
};

enum skb_ext_id {
	SKB_EXT_SEC_PATH, /* only with CONFIG_XFRM */
};

struct skb_ext {
	__u8 offset[1]; /* the kernel's has one for each id, in units of 8 bytes */
};

struct sec_path {
	int len;
	int olen;
};

struct sk_buff {
	unsigned int len;
	__u32 priority;
	__u32 hash;
	__u32 mark;
	__be16 protocol;
	__u16 transport_header;
	__u16 network_header;
	unsigned char *head;
	__u8 active_extensions;
	struct skb_ext *extensions;
};

struct net_device {
	char name[16];
};

struct module {
	char name[56];
	unsigned long taints;
	bool sig_ok; /* only with CONFIG_MODULE_SIG */
};

struct load_info {
	const char *name;
	struct module *mod;
	bool sig_ok; /* only with CONFIG_MODULE_SIG */
};

struct bpf_map {
	enum bpf_map_type map_type;
	__u32 key_size;
	__u32 value_size;
	__u32 max_entries;
	char name[16];
};

struct bpf_prog_aux {
	char name[16];
};

struct bpf_prog {
	enum bpf_prog_type type;
	__u32 len;
	struct bpf_prog_aux *aux;
};

/* Flat: its unions have no names. */
struct perf_event_attr {
	__u32 type;
	__u64 config;
	__u64 kprobe_func;
	__u64 probe_offset;
};

struct perf_event {
	struct perf_event_attr attr;
};

#pragma clang attribute pop

#define PF_KTHREAD 0x00200000
#define SIGNAL_GROUP_EXIT 0x00000004
#ifndef S_IFMT
#define S_IFMT 0170000
#endif
#define S_IFSOCK 0140000
#define S_ISUID 0004000
#define S_ISGID 0002000
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define ENOENT 2
#define EBADF 9
#define EFAULT 14
#define EEXIST 17
#define EINVAL 22
#define ENOTSOCK 88
#define EOPNOTSUPP 95

#endif
