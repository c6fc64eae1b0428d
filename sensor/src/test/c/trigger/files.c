// SPDX-License-Identifier: Apache-2.0
// Files: one system call for each operation wherever that is possible.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "trigger.h"

#define BUFFER (1 << 20)

static const struct name open_flags[] = {{"ro", O_RDONLY},
					 {"wo", O_WRONLY},
					 {"rw", O_RDWR},
					 {"create", O_WRONLY | O_CREAT},
					 {"trunc", O_WRONLY | O_TRUNC},
					 {"append", O_WRONLY | O_APPEND},
					 {"dir", O_RDONLY | O_DIRECTORY},
					 {"path", O_PATH},
					 {"nofollow", O_RDONLY | O_NOFOLLOW},
					 {}};

// Works on the file and closes it again without another answer than the work's own.
#define WITH_FILE(path, flags, call)                          \
	({                                                    \
		int fd = openat(AT_FDCWD, path, flags, 0644); \
		long result = fd < 0 ? -1 : (call);           \
		int error = errno;                            \
		if (fd >= 0)                                  \
			close(fd);                            \
		errno = error;                                \
		result;                                       \
	})

static long op_symlink(int n, char **v)
{
	return syscall(SYS_symlinkat, v[1], AT_FDCWD, v[2]);
}
static long op_link(int n, char **v)
{
	return linkat(AT_FDCWD, v[1], AT_FDCWD, v[2], 0);
}
static long op_unlink(int n, char **v)
{
	return unlinkat(AT_FDCWD, v[1], 0);
}
static long op_rename(int n, char **v)
{
	return renameat2(AT_FDCWD, v[1], AT_FDCWD, v[2], 0);
}
static long op_mkdir(int n, char **v)
{
	return mkdirat(AT_FDCWD, v[1], 0755);
}
static long op_rmdir(int n, char **v)
{
	return unlinkat(AT_FDCWD, v[1], AT_REMOVEDIR);
}
static long op_mkfifo(int n, char **v)
{
	return mknodat(AT_FDCWD, v[1], S_IFIFO | 0644, 0);
}
static long op_chmod(int n, char **v)
{
	return fchmodat(AT_FDCWD, v[1], number(v[2]), 0);
}
static long op_truncate(int n, char **v)
{
	return truncate(v[1], number(v[2]));
}
static long op_chdir(int n, char **v)
{
	return chdir(v[1]);
}

static long op_chown(int n, char **v)
{
	return fchownat(AT_FDCWD, v[1], number(v[2]), number(v[3]), 0);
}

static long op_open(int n, char **v)
{
	return WITH_FILE(v[1], n > 2 ? (int)named(open_flags, v[2]) : O_RDONLY, fd);
}

static long op_openat2(int n, char **v)
{
	struct open_how how = {.flags = O_RDONLY};
	int fd = syscall(SYS_openat2, AT_FDCWD, v[1], &how, sizeof(how));

	return fd < 0 ? -1 : close(fd);
}

static long op_read(int n, char **v)
{
	static char buffer[BUFFER];
	size_t size = n > 2 ? (size_t)number(v[2]) : 4096;

	return WITH_FILE(v[1], O_RDONLY, read(fd, buffer, size > BUFFER ? BUFFER : size));
}

static long op_write(int n, char **v)
{
	return WITH_FILE(v[1], O_WRONLY | O_CREAT, write(fd, v[2], strlen(v[2])));
}

// As many bytes of the letter in one call.
static long op_fill(int n, char **v)
{
	static char buffer[BUFFER];
	size_t size = number(v[3]);

	if (size > BUFFER)
		size = BUFFER;
	memset(buffer, v[2][0], size);
	return WITH_FILE(v[1], O_WRONLY | O_CREAT, write(fd, buffer, size));
}

static long op_pread(int n, char **v)
{
	char buffer[4096];

	return WITH_FILE(v[1], O_RDONLY, pread(fd, buffer, sizeof(buffer), 0));
}

static long op_pwrite(int n, char **v)
{
	return WITH_FILE(v[1], O_WRONLY | O_CREAT, pwrite(fd, v[2], strlen(v[2]), 0));
}

static long op_readv(int n, char **v)
{
	char first[2], second[4096];
	struct iovec parts[] = {{first, sizeof(first)}, {second, sizeof(second)}};

	return WITH_FILE(v[1], O_RDONLY, readv(fd, parts, 2));
}

static long op_writev(int n, char **v)
{
	struct iovec parts[16];
	int count = 0;

	for (int i = 2; i < n && count < 16; i++)
		parts[count++] = (struct iovec){v[i], strlen(v[i])};
	return WITH_FILE(v[1], O_WRONLY | O_CREAT, writev(fd, parts, count));
}

static long op_sendfile(int n, char **v)
{
	int out = open(v[2], O_WRONLY | O_CREAT, 0644);
	long result = WITH_FILE(v[1], O_RDONLY, sendfile(out, fd, NULL, 4096));

	close(out);
	return result;
}

static long op_copy_range(int n, char **v)
{
	int out = open(v[2], O_WRONLY | O_CREAT, 0644);
	long result = WITH_FILE(v[1], O_RDONLY, copy_file_range(fd, NULL, out, NULL, 4096, 0));

	close(out);
	return result;
}

static long op_ftruncate(int n, char **v)
{
	return WITH_FILE(v[1], O_WRONLY, ftruncate(fd, number(v[2])));
}

static long op_list(int n, char **v)
{
	char buffer[4096];

	return WITH_FILE(v[1], O_RDONLY | O_DIRECTORY,
			 syscall(SYS_getdents64, fd, buffer, sizeof(buffer)));
}

static const struct name protections[] = {{"r", PROT_READ},
					  {"rw", PROT_READ | PROT_WRITE},
					  {"rx", PROT_READ | PROT_EXEC},
					  {"none", PROT_NONE},
					  {}};

static long map(int fd, int protection)
{
	void *memory = mmap(NULL, 4096, protection,
			    fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_PRIVATE, fd, 0);

	return memory == MAP_FAILED ? -1 : munmap(memory, 4096);
}

static long op_mmap(int n, char **v)
{
	return WITH_FILE(v[1], O_RDONLY, map(fd, named(protections, v[2])));
}

static long op_mmap_anonymous(int n, char **v)
{
	return map(-1, named(protections, v[1]));
}

static long op_mprotect(int n, char **v)
{
	void *memory = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? -1 : mprotect(memory, 4096, named(protections, v[1]));
}

static long op_dup2(int n, char **v)
{
	return WITH_FILE(v[1], O_RDONLY, dup2(fd, number(v[2])));
}

static long op_ioctl(int n, char **v)
{
	long value = 0;

	return WITH_FILE(v[1], O_RDONLY, ioctl(fd, number(v[2]), &value));
}

static long op_memfd(int n, char **v)
{
	return memfd_create(v[1], 0);
}

static long op_pipe(int n, char **v)
{
	int ends[2];
	char buffer[4096];

	if (pipe(ends) || write(ends[1], v[1], strlen(v[1])) < 0)
		return -1;
	return read(ends[0], buffer, sizeof(buffer));
}

static long op_tmpfs(int n, char **v)
{
	return mount("tmpfs", v[1], "tmpfs", 0, "size=64k");
}
static long op_umount(int n, char **v)
{
	return umount2(v[1], MNT_DETACH);
}

const struct op file_ops[] = {
	{"symlink", "TARGET LINK", 2, op_symlink},
	{"link", "FILE LINK", 2, op_link},
	{"unlink", "FILE", 1, op_unlink},
	{"rename", "FILE NEW", 2, op_rename},
	{"mkdir", "DIR", 1, op_mkdir},
	{"rmdir", "DIR", 1, op_rmdir},
	{"mkfifo", "FILE", 1, op_mkfifo},
	{"chmod", "FILE MODE", 2, op_chmod},
	{"chown", "FILE UID GID", 3, op_chown},
	{"truncate", "FILE SIZE", 2, op_truncate},
	{"ftruncate", "FILE SIZE", 2, op_ftruncate},
	{"chdir", "DIR", 1, op_chdir},
	{"open", "FILE [ro|wo|rw|create|trunc|append|dir|path|nofollow]", 1, op_open},
	{"openat2", "FILE", 1, op_openat2},
	{"read", "FILE [SIZE]", 1, op_read},
	{"write", "FILE TEXT", 2, op_write},
	{"fill", "FILE LETTER SIZE", 3, op_fill},
	{"pread", "FILE", 1, op_pread},
	{"pwrite", "FILE TEXT", 2, op_pwrite},
	{"readv", "FILE", 1, op_readv},
	{"writev", "FILE TEXT…", 2, op_writev},
	{"sendfile", "FROM TO", 2, op_sendfile},
	{"copy_file_range", "FROM TO", 2, op_copy_range},
	{"list", "DIR", 1, op_list},
	{"mmap", "FILE r|rw|rx|none", 2, op_mmap},
	{"mmap_anonymous", "r|rw|rx|none", 1, op_mmap_anonymous},
	{"mprotect", "r|rw|rx|none", 1, op_mprotect},
	{"dup2", "FILE FD", 2, op_dup2},
	{"ioctl", "FILE REQUEST", 2, op_ioctl},
	{"memfd", "NAME", 1, op_memfd},
	{"pipe", "TEXT", 1, op_pipe},
	{"tmpfs", "DIR", 1, op_tmpfs},
	{"umount", "DIR", 1, op_umount},
	{},
};
