// SPDX-License-Identifier: Apache-2.0
// The load of `lab bench sensor`: makes one kind of system call many times, as `load KIND COUNT NAME`.
// Prints how many nanoseconds one turn took. NAME decides whether filters match.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void must(long result, const char *what)
{
	if (result >= 0)
		return;
	perror(what);
	exit(1);
}

// The link is there already: the call does nothing but be called.
static void make_link(const char *name)
{
	syscall(SYS_symlinkat, "/etc/passwd", AT_FDCWD, name);
}

static void read_file(const char *name)
{
	char byte;
	int fd = syscall(SYS_openat, AT_FDCWD, name, O_RDONLY);

	must(fd, name);
	must(pread(fd, &byte, 1, 0), "pread");
	close(fd);
}

static struct sockaddr_in port(const char *name)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(name))};

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return a;
}

// Closed by a reset, which leaves nothing behind.
static void open_connection(const char *name)
{
	static int server;
	struct sockaddr_in a = port(name);
	struct linger reset = {1, 0};
	int one = 1, client = socket(AF_INET, SOCK_STREAM, 0);

	if (!server) {
		server = socket(AF_INET, SOCK_STREAM, 0);
		setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
		must(bind(server, (struct sockaddr *)&a, sizeof(a)), "bind");
		must(listen(server, 16), "listen");
	}
	must(connect(client, (struct sockaddr *)&a, sizeof(a)), "connect");
	int accepted = accept(server, NULL, NULL);
	setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(client);
	close(accepted);
}

static void call_number(const char *name)
{
	syscall(atoi(name));
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*turn)(const char *);
	} kinds[] = {{"symlink", make_link},
		     {"file", read_file},
		     {"tcp", open_connection},
		     {"raw", call_number}};
	struct timespec from, to;

	if (argc != 4)
		return 2;
	long count = atol(argv[2]);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (strcmp(kinds[i].name, argv[1]))
			continue;
		clock_gettime(CLOCK_MONOTONIC, &from);
		for (long turn = 0; turn < count; turn++)
			kinds[i].turn(argv[3]);
		clock_gettime(CLOCK_MONOTONIC, &to);
		printf("%ld\n",
		       ((to.tv_sec - from.tv_sec) * 1000000000L + to.tv_nsec - from.tv_nsec) /
			       count);
		return 0;
	}
	return 2;
}
