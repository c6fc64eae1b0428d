/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* What is remembered of a program when it begins: the script behind it, and whether it is followed. */
#ifndef BEELAB_PROGRAM_BPF_H
#define BEELAB_PROGRAM_BPF_H

#include "origin.bpf.h"
#include "path.bpf.h"

/* Puts the path of a script, as it was given to execve, behind the working directory if it needs one. */
static __always_inline long script_path(struct scratch *s, const char *filename)
{
	char *text = (char *)s->slots; /* nothing else uses the arguments while a program starts */
	char begin[3] = {};
	__u32 length;
	long written;

	bpf_probe_read_kernel(begin, sizeof(begin), filename);
	if (begin[0] == '/')
		return bpf_probe_read_kernel_str(text, TEXT_MAX, filename) - 1;
	if (begin[0] == '.' && begin[1] == '/')
		filename += 2;
	length = take_path(s, text, TEXT_MAX);
	if (length > TEXT_MAX)
		return -EINVAL;
	if (length != 1) /* the root directory ends in a slash already */
		text[length++] = '/';
	written = bpf_probe_read_kernel_str(text + length, TEXT_MAX, filename);
	return written < 0 ? written : length + written - 1;
}

/* To be called when the working directory was the last path that was resolved. */
static __always_inline void learn_script(struct scratch *s, struct task_struct *task,
					 struct linux_binprm *bprm)
{
	const char *filename = BPF_CORE_READ(bprm, filename);
	struct process_key key = task_key(task);
	struct exe_path *script = &s->subject.script;
	__s64 length;

	/* The kernel goes on with the name of the interpreter, and leaves the first one as it was. */
	if (BPF_CORE_READ(bprm, interp) == filename) {
		bpf_map_delete_elem(&scripts, &key);
		return;
	}
	length = script_path(s, filename);
	if (length < 0) {
		count(READ_FAULT);
		bpf_map_delete_elem(&scripts, &key);
		return;
	}
	script->original = length;
	script->status = length > EXE_KEY ? EXE_KEY : length;
	bpf_probe_read_kernel(script->text, EXE_KEY, s->slots);
	if (bpf_map_update_elem(&scripts, &key, script, BPF_ANY))
		count(ORIGIN_UNKNOWN);
}

/* To be called when scratch.subject has the executable. */
static __always_inline void follow_executable(struct scratch *s, struct task_struct *task)
{
	struct process_key key = task_key(task);
	__u64 *sets = find_followed(s, &s->subject.exe);
	__u64 *old;
	__u64 all;

	if (!sets)
		return;
	old = bpf_map_lookup_elem(&followed, &key);
	all = *sets | (old ? *old : 0);
	if (bpf_map_update_elem(&followed, &key, &all, BPF_ANY))
		count(ORIGIN_UNKNOWN);
}

#endif
