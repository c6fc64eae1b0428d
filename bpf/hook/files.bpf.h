/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Files, paths and what leads to one. */
#ifndef BEELAB_FILES_BPF_H
#define BEELAB_FILES_BPF_H

#include "path.bpf.h"
#include "scratch.h"

/* The file behind a descriptor of the current process, or NULL. */
static __always_inline struct file *file_of(__s32 fd)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file **files = BPF_CORE_READ(table, fd);
	struct file *file = NULL;

	if (fd < 0 || (__u32)fd >= BPF_CORE_READ(table, max_fds))
		return NULL;
	bpf_probe_read_kernel(&file, sizeof(file), files + fd);
	return file;
}

static __always_inline void read_path(struct scratch *s, struct arg_slot *slot,
				      struct vfsmount *mnt, struct dentry *dentry)
{
	struct inode *inode = BPF_CORE_READ(dentry, d_inode);

	if (!dentry) {
		slot->status = -EFAULT;
		count(READ_FAULT);
		return;
	}
	slot->file.flags = resolve_path(s, mnt, dentry);
	slot->file.mode = inode ? BPF_CORE_READ(inode, i_mode) : 0;
	slot->file.inode = inode ? BPF_CORE_READ(inode, i_ino) : 0;
	slot->length = take_path(s, slot->text, TEXT_MAX);
	slot->original = slot->length;
}

static __noinline void read_any_path(struct scratch *s, struct arg_slot *slot, __u32 type,
				     __u64 raw)
{
	struct path *path = (void *)raw;
	struct file *file = (void *)raw;
	struct vfsmount *mnt = NULL;
	struct dentry *dentry = (void *)raw;

	if (type == TYPE_FD) {
		file = file_of(raw);
		if (!file) {
			slot->status = -EBADF;
			return;
		}
	} else if (type == TYPE_KIOCB) {
		file = BPF_CORE_READ((struct kiocb *)raw, ki_filp);
	} else if (type == TYPE_BINPRM) {
		file = BPF_CORE_READ((struct linux_binprm *)raw, file);
	}
	if (type == TYPE_PATH) {
		mnt = BPF_CORE_READ(path, mnt);
		dentry = BPF_CORE_READ(path, dentry);
	} else if (type != TYPE_DENTRY) {
		mnt = BPF_CORE_READ(file, f_path.mnt);
		dentry = BPF_CORE_READ(file, f_path.dentry);
	}
	read_path(s, slot, mnt, dentry);
}

#endif
