// SPDX-License-Identifier: Apache-2.0
// Sockets, on loopback only. Ports are given, so that an event can name them.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trigger.h"

static const struct name families_of_sockets[] = {{"unix", AF_UNIX},	 {"inet", AF_INET},
						  {"inet6", AF_INET6},	 {"netlink", AF_NETLINK},
						  {"packet", AF_PACKET}, {}};
static const struct name types_of_sockets[] = {
	{"stream", SOCK_STREAM}, {"dgram", SOCK_DGRAM}, {"raw", SOCK_RAW}, {}};

struct address {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	};
	socklen_t size;
};

static struct address address(const char *host, const char *port)
{
	struct address a = {};

	if (strchr(host, ':')) {
		a.v6.sin6_family = AF_INET6;
		a.v6.sin6_port = htons(number(port));
		inet_pton(AF_INET6, host, &a.v6.sin6_addr);
		a.size = sizeof(a.v6);
	} else {
		a.v4.sin_family = AF_INET;
		a.v4.sin_port = htons(number(port));
		inet_pton(AF_INET, host, &a.v4.sin_addr);
		a.size = sizeof(a.v4);
	}
	return a;
}

static int bound(struct address *a, int type)
{
	int one = 1, fd = socket(a->any.sa_family, type, 0);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	return fd < 0 || bind(fd, &a->any, a->size) ? -1 : fd;
}

// Listens on the port, connects to it, sends the text, receives it, closes both ends.
static long op_tcp(int n, char **v)
{
	struct address a = address(v[1], v[2]);
	const char *text = n > 3 ? v[3] : "hello";
	char buffer[4096];
	int server = bound(&a, SOCK_STREAM);
	int client = socket(a.any.sa_family, SOCK_STREAM, 0);

	if (server < 0 || listen(server, 8) || connect(client, &a.any, a.size))
		return -1;
	int accepted = accept(server, NULL, NULL);
	if (accepted < 0 || send(client, text, strlen(text), 0) < 0)
		return -1;
	long got = recv(accepted, buffer, sizeof(buffer), 0);
	close(client);
	close(accepted);
	close(server);
	return got;
}

static long op_connect(int n, char **v)
{
	struct address a = address(v[1], v[2]);
	int fd = socket(a.any.sa_family, SOCK_STREAM, 0);
	long result = connect(fd, &a.any, a.size);
	int error = errno;

	close(fd);
	errno = error;
	return result;
}

// Connects, sends the text, and leaves the socket to a child, which closes it.
static long op_hand_over(int n, char **v)
{
	struct address a = address(v[1], v[2]);
	const char *text = n > 3 ? v[3] : "hello";
	int server = bound(&a, SOCK_STREAM);
	int client = socket(a.any.sa_family, SOCK_STREAM, 0);
	int status;

	if (server < 0 || listen(server, 8) || connect(client, &a.any, a.size) ||
	    send(client, text, strlen(text), 0) < 0)
		return -1;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		close(server);
		usleep(100000); // until the parent has closed its descriptor
		close(client);
		_exit(0);
	}
	close(client);
	long result = child < 0 || waitpid(child, &status, 0) != child ? -1 : 0;
	close(server);
	return result;
}

static long op_bind(int n, char **v)
{
	struct address a = address(v[1], v[2]);
	int fd = bound(&a, SOCK_STREAM);

	return fd < 0 ? -1 : close(fd);
}

static long op_listen(int n, char **v)
{
	struct address a = address(v[1], v[2]);
	int fd = bound(&a, SOCK_STREAM);

	return fd < 0 || listen(fd, 8) ? -1 : close(fd);
}

static long op_udp(int n, char **v)
{
	struct address a = address(v[1], v[2]);
	const char *text = n > 3 ? v[3] : "hello";
	char buffer[4096];
	int server = bound(&a, SOCK_DGRAM);
	int client = socket(a.any.sa_family, SOCK_DGRAM, 0);

	if (server < 0 || sendto(client, text, strlen(text), 0, &a.any, a.size) < 0)
		return -1;
	long got = recv(server, buffer, sizeof(buffer), 0);
	close(client);
	close(server);
	return got;
}

static long op_socket(int n, char **v)
{
	int fd = socket(named(families_of_sockets, v[1]), named(types_of_sockets, v[2]),
			n > 3 ? number(v[3]) : 0);

	return fd < 0 ? -1 : close(fd);
}

// Binds a Unix socket to the path, or to an abstract name that begins with @, and connects to it.
static long op_unix(int n, char **v)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	socklen_t size = offsetof(struct sockaddr_un, sun_path) + strlen(v[1]);
	int server = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0);

	strncpy(a.sun_path, v[1], sizeof(a.sun_path) - 1);
	if (a.sun_path[0] == '@')
		a.sun_path[0] = 0;
	else
		size++;
	if (bind(server, (struct sockaddr *)&a, size) || listen(server, 1) ||
	    connect(client, (struct sockaddr *)&a, size))
		return -1;
	close(client);
	return close(server);
}

static long op_setsockopt(int n, char **v)
{
	int value = number(v[3]), fd = socket(AF_INET, SOCK_STREAM, 0);
	long result = setsockopt(fd, number(v[1]), number(v[2]), &value, sizeof(value));
	int error = errno;

	close(fd);
	errno = error;
	return result;
}

// Takes an interface up, in whatever network namespace this is.
static long op_up(int n, char **v)
{
	struct ifreq request = {};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	strncpy(request.ifr_name, v[1], sizeof(request.ifr_name) - 1);
	if (ioctl(fd, SIOCGIFFLAGS, &request))
		return -1;
	request.ifr_flags |= IFF_UP;
	return ioctl(fd, SIOCSIFFLAGS, &request);
}

const struct op socket_ops[] = {
	{"tcp", "HOST PORT [TEXT]", 2, op_tcp},
	{"connect", "HOST PORT", 2, op_connect},
	{"hand_over", "HOST PORT [TEXT]", 2, op_hand_over},
	{"bind", "HOST PORT", 2, op_bind},
	{"listen", "HOST PORT", 2, op_listen},
	{"udp", "HOST PORT [TEXT]", 2, op_udp},
	{"socket", "unix|inet|inet6|netlink|packet stream|dgram|raw [PROTOCOL]", 2, op_socket},
	{"unix", "PATH|@NAME", 1, op_unix},
	{"setsockopt", "LEVEL NAME VALUE", 3, op_setsockopt},
	{"up", "INTERFACE", 1, op_up},
	{},
};
