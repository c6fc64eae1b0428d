/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/*
 * Path of a dentry as the current process would write it: from its root directory, across mounts.
 * bpf_d_path() is allowed in a handful of hooks only, so the walk is our own. It writes from the end of
 * scratch.path towards its beginning.
 */
#ifndef BEELAB_PATH_BPF_H
#define BEELAB_PATH_BPF_H

#include "maps.bpf.h"
#include "task.bpf.h"

/* Two bytes are the shortest component, and every mount may add a step. */
#define PATH_STEPS (TEXT_MAX / 2 + 256)

struct path_walk {
	struct scratch *s;
	struct dentry *dentry;
	struct mount *mount; /* NULL: do not leave the file system */
	struct dentry *root;
	struct vfsmount *root_mount;
	__u32 start;
	__u32 flags; /* enum file_flag */
	bool first;
};

static __always_inline struct mount *mount_of(struct vfsmount *mnt)
{
	return (void *)mnt - bpf_core_field_offset(struct mount, mnt);
}

/* Puts one name in front of what is there; false when it does not fit. */
static __always_inline bool prepend_name(struct path_walk *walk, struct dentry *dentry, bool slash)
{
	__u32 length = BPF_CORE_READ(dentry, d_name.len);
	const void *name = BPF_CORE_READ(dentry, d_name.name);

	length &= NAME_MAX_BYTES - 1;
	if (walk->start < length + 1)
		return false;
	walk->start -= length;
	bpf_probe_read_kernel(&walk->s->path[walk->start & (TEXT_MAX - 1)], length, name);
	if (!slash)
		return true;
	walk->start -= 1;
	walk->s->path[walk->start & (TEXT_MAX - 1)] = '/';
	return true;
}

/* One step towards the root. Returns 1 to stop. */
static long path_step(__u32 step, struct path_walk *walk)
{
	struct dentry *dentry = walk->dentry;
	struct dentry *parent = BPF_CORE_READ(dentry, d_parent);

	if (walk->mount) {
		struct mount *mount = walk->mount;
		struct mount *above;

		if (dentry == walk->root &&
		    (void *)mount + bpf_core_field_offset(struct mount, mnt) ==
			    (void *)walk->root_mount)
			return 1;
		if (dentry == BPF_CORE_READ(mount, mnt.mnt_root)) {
			above = BPF_CORE_READ(mount, mnt_parent);
			if (above == mount) {
				walk->flags |= FILE_PATH_UNRESOLVED;
				return 1;
			}
			walk->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			walk->mount = above;
			return 0;
		}
	}
	if (parent == dentry) {
		if (walk->mount && step == 0) {
			/* Pipes, sockets and memfds have a name, but no place in any tree. */
			walk->flags |= FILE_ANONYMOUS;
			prepend_name(walk, dentry, false);
		} else if (walk->mount) {
			walk->flags |= FILE_PATH_UNRESOLVED;
		}
		return 1;
	}
	/* A name that is only about to be made has no inode yet. */
	if (step == 0 && !BPF_CORE_READ(dentry, d_hash.pprev) && BPF_CORE_READ(dentry, d_inode))
		walk->flags |= FILE_DELETED;
	if (!prepend_name(walk, dentry, true)) {
		walk->flags |= FILE_PATH_CUT;
		return 1;
	}
	walk->dentry = parent;
	return 0;
}

/*
 * Resolves a path into scratch.path from scratch.path_start to TEXT_MAX, as the task would write it. mnt
 * NULL resolves below the root of the file system only. Returns the flags of enum file_flag; what it cut
 * is counted.
 */
static __noinline __u32 resolve_path_of(struct scratch *s, struct task_struct *task,
					struct vfsmount *mnt, struct dentry *dentry)
{
	struct path_walk walk = {
		.s = s,
		.dentry = dentry,
		.mount = mnt ? mount_of(mnt) : NULL,
		.root = BPF_CORE_READ(task, fs, root.dentry),
		.root_mount = BPF_CORE_READ(task, fs, root.mnt),
		.start = TEXT_MAX,
	};

	bpf_loop(PATH_STEPS, path_step, &walk, 0);
	if (walk.start == TEXT_MAX && !(walk.flags & FILE_ANONYMOUS)) {
		walk.start -= 1;
		s->path[TEXT_MAX - 1] = '/';
	}
	s->path_start = walk.start;
	if (walk.flags & FILE_PATH_CUT)
		count(PATH_CUT);
	if (walk.flags & FILE_PATH_UNRESOLVED)
		count(PATH_UNRESOLVED);
	return walk.flags;
}

/* The same as the current process would write it. */
static __always_inline __u32 resolve_path(struct scratch *s, struct vfsmount *mnt,
					  struct dentry *dentry)
{
	return resolve_path_of(s, (void *)bpf_get_current_task(), mnt, dentry);
}

/* Copies the path that was resolved last; returns its bytes. target has room for limit. */
static __always_inline __u32 take_path(struct scratch *s, void *target, __u32 limit)
{
	__u32 start = s->path_start & (2 * TEXT_MAX - 1);
	__u32 length;

	if (start > TEXT_MAX)
		start = TEXT_MAX;
	length = TEXT_MAX - start;
	if (length > limit)
		length = limit;
	bpf_probe_read_kernel(target, length, &s->path[start]);
	return length;
}

/* Learns the executable of a task: from the map, or by a walk. Returns 0 or a negative errno. */
/* touch.bpf.c has no use for it. */
static __noinline __attribute__((unused)) long
learn_executable(struct scratch *s, struct task_struct *task, struct exe_path *exe, bool refresh)
{
	struct process_key key = task_key(task);
	struct exe_path *known;
	struct file *file;
	__u32 length;

	if (!refresh) {
		known = bpf_map_lookup_elem(&binaries, &key);
		if (known) {
			__builtin_memcpy(exe, known, sizeof(*exe));
			return 0;
		}
	}
	file = BPF_CORE_READ(task, mm, exe_file);
	if (!file) {
		exe->status = -ENOENT;
		exe->original = 0;
		return -ENOENT;
	}
	resolve_path_of(s, task, BPF_CORE_READ(file, f_path.mnt),
			BPF_CORE_READ(file, f_path.dentry));
	length = take_path(s, exe->text, EXE_KEY);
	exe->status = length;
	exe->original = TEXT_MAX - s->path_start;
	bpf_map_update_elem(&binaries, &key, exe, BPF_ANY);
	return 0;
}

/* The sets of executables that this one is in, or NULL. */
static __always_inline __u64 *find_followed(struct scratch *s, const struct exe_path *exe)
{
	struct followed_path *path = &s->followed_path;
	__u32 length = exe->status;

	if (exe->status < 0 || length > EXE_KEY || exe->original != length)
		return NULL;
	__builtin_memset(path, 0, sizeof(*path));
	path->length = length;
	bpf_probe_read_kernel(path->text, length, exe->text);
	return bpf_map_lookup_elem(&followed_paths, path);
}

#endif
