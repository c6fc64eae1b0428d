// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* A program was executed: what it is, who runs it, where. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "core_types.h"
#include <bpf/bpf_core_read.h>
#include "creds.bpf.h"
#include "program.bpf.h"

const volatile struct base_config config SEC(".rodata.config");

/* Where the next text of the tail goes. */
struct tail {
	__u64 offset;
};

/* The place of the next text, with room for the longest; NULL, counted, when the record is full. */
static __always_inline char *next_place(struct scratch *s, struct tail *tail)
{
	__u64 offset = tail->offset;

	/* Older verifiers (seen on 6.1 and 6.12) lose the bounds when check and use are not one register. */
	barrier_var(offset);
	if (offset > RECORD_SPACE - EXEC_ARGS_MAX - 8) {
		count(RECORD_FULL);
		return NULL;
	}
	return &s->call.record[offset];
}

static __always_inline void add_string(struct scratch *s, struct tail *tail, struct text_span *span,
				       __u32 limit, const char *text)
{
	char *place = next_place(s, tail);
	long length;

	span->status = -EFAULT;
	span->original = 0;
	if (!place)
		return;
	length = bpf_probe_read_kernel_str(place, limit, text);
	/* The verifier knows the upper bound; tested together, the compiler would compare a copy. */
	if (length <= 0) {
		count(READ_FAULT);
		return;
	}
	length -= 1; /* the NUL */
	span->status = length;
	span->original = length + 1 == limit ? 0 : length;
	tail->offset += length;
}

static __always_inline void add_path(struct scratch *s, struct tail *tail, struct text_span *span)
{
	char *place = next_place(s, tail);
	__u32 length;

	span->status = -EFAULT;
	span->original = 0;
	if (!place)
		return;
	length = take_path(s, place, TEXT_MAX);
	span->status = length;
	span->original = length;
	tail->offset += length;
}

static __always_inline void add_args(struct scratch *s, struct tail *tail,
				     struct exec_record *record, struct mm_struct *mm)
{
	unsigned long start = BPF_CORE_READ(mm, arg_start);
	__u64 length = BPF_CORE_READ(mm, arg_end) - start;
	char *place = next_place(s, tail);

	record->args.status = -EFAULT;
	record->args.original = length;
	if (!place)
		return;
	if (length > EXEC_ARGS_MAX) {
		length = EXEC_ARGS_MAX;
		record->header.flags |= EXEC_ARGS_CUT;
		count(TEXT_CUT);
	}
	if (bpf_probe_read_user(place, length, (void *)start)) {
		count(READ_FAULT);
		return;
	}
	record->args.status = length;
	tail->offset += length;
}

static __always_inline void fill_file(struct exec_record *record, struct linux_binprm *bprm)
{
	struct inode *inode = BPF_CORE_READ(bprm, file, f_inode);
	__u16 mode = BPF_CORE_READ(inode, i_mode);

	record->inode = BPF_CORE_READ(inode, i_ino);
	record->nlink = BPF_CORE_READ(inode, i_nlink);
	if (mode & S_ISUID)
		record->header.flags |= EXEC_SETUID;
	if (mode & S_ISGID)
		record->header.flags |= EXEC_SETGID;
	if (BPF_CORE_READ_BITFIELD_PROBED(bprm, secureexec))
		record->header.flags |= EXEC_SECURE;
}

SEC("raw_tracepoint/sched_process_exec")
int process_exec(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (void *)ctx->args[0];
	struct linux_binprm *bprm = (void *)ctx->args[2];
	struct task_struct *parent = BPF_CORE_READ(task, real_parent);
	struct tail tail = { .offset = sizeof(struct exec_record) };
	struct exec_record *record;
	struct kernfs_node *cgroup;
	struct fs_struct *fs;
	struct scratch *s;
	__u32 flags;

	s = scratch_claim();
	if (!s)
		return 0;
	record = (void *)s->call.record;
	fill_header(&record->header, task, RECORD_EXEC);
	record->parent_tgid = BPF_CORE_READ(parent, tgid);
	record->parent_start_key = task_start_key(parent);
	record->auid = task_login_uid(task);
	fill_credentials(&record->creds, BPF_CORE_READ(task, cred));
	fill_namespaces(&record->ns, task);
	record->ns_tgid = task_ns_tgid(task);
	cgroup = task_cgroup(task, config.cgroup.subsystem);
	record->cgroup_id = BPF_CORE_READ(cgroup, id);
	fill_file(record, bprm);

	add_string(s, &tail, &record->filename, TEXT_MAX, BPF_CORE_READ(bprm, filename));
	learn_executable(s, task, &s->subject.exe, true);
	add_path(s, &tail, &record->exe);
	fs = BPF_CORE_READ(task, fs);
	flags = resolve_path(s, BPF_CORE_READ(fs, pwd.mnt), BPF_CORE_READ(fs, pwd.dentry));
	if (flags & (FILE_PATH_UNRESOLVED | FILE_DELETED))
		record->header.flags |= EXEC_CWD_UNRESOLVED;
	add_path(s, &tail, &record->cwd);
	learn_script(s, task, bprm);
	follow_executable(s, task);
	remember_origin(task, &record->ns, &record->creds);
	add_string(s, &tail, &record->cgroup, NAME_MAX_BYTES, BPF_CORE_READ(cgroup, name));
	add_args(s, &tail, record, BPF_CORE_READ(task, mm));

	record->header.size = tail.offset;
	emit(s, tail.offset, LOST_EXEC);
	scratch_release(s);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
