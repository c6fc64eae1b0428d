/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only) */
/* Sockets, packets and addresses. */
#ifndef BEELAB_SOCKETS_BPF_H
#define BEELAB_SOCKETS_BPF_H

#include "files.bpf.h"
#include "memory.bpf.h"

static __always_inline void put_ipv4(__u8 *out, __be32 address)
{
	__builtin_memset(out, 0, 10);
	out[10] = 0xff;
	out[11] = 0xff;
	__builtin_memcpy(out + 12, &address, 4);
}

static __always_inline void read_sock(struct arg_slot *slot, struct sock *sk)
{
	struct sock_payload *out = &slot->sock;

	__builtin_memset(out, 0, sizeof(*out));
	if (!sk || bpf_core_read(&out->family, 2, &sk->__sk_common.skc_family)) {
		slot->status = -EFAULT;
		count(READ_FAULT);
		return;
	}
	out->type = BPF_CORE_READ(sk, sk_type);
	out->protocol = BPF_CORE_READ(sk, sk_protocol);
	out->state = BPF_CORE_READ(sk, __sk_common.skc_state);
	out->sport = BPF_CORE_READ(sk, __sk_common.skc_num);
	out->dport = __builtin_bswap16(BPF_CORE_READ(sk, __sk_common.skc_dport));
	out->mark = BPF_CORE_READ(sk, sk_mark);
	out->priority = BPF_CORE_READ(sk, sk_priority);
	out->cookie = BPF_CORE_READ(sk, __sk_common.skc_cookie.counter);
	if (out->family == AF_INET) {
		put_ipv4(out->saddr, BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr));
		put_ipv4(out->daddr, BPF_CORE_READ(sk, __sk_common.skc_daddr));
	} else if (out->family == AF_INET6 && bpf_core_field_exists(sk->__sk_common.skc_v6_daddr)) {
		bpf_core_read(out->saddr, 16, &sk->__sk_common.skc_v6_rcv_saddr);
		bpf_core_read(out->daddr, 16, &sk->__sk_common.skc_v6_daddr);
	}
}

/* The socket behind a file, or NULL. */
static __always_inline struct socket *socket_of(struct file *file)
{
	if ((BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	return BPF_CORE_READ(file, private_data);
}

static __noinline void read_any_sock(struct arg_slot *slot, __u32 type, __u64 raw)
{
	struct socket *socket = (void *)raw;
	struct sock *sk = (void *)raw;
	struct file *file;

	if (type == TYPE_SOCK_FD) {
		file = file_of(raw);
		socket = file ? socket_of(file) : NULL;
		if (!socket) {
			slot->status = file ? -ENOTSOCK : -EBADF;
			return;
		}
	}
	if (type != TYPE_SOCK)
		sk = BPF_CORE_READ(socket, sk);
	slot->number = (__u64)sk; /* names it in the map sock_owners */
	read_sock(slot, sk);
}

#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86dd
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_DCCP 33
#define IPPROTO_SCTP 132
#define IPPROTO_UDPLITE 136
#define NO_HEADER 0xffff /* of sk_buff.transport_header: not set yet */

/* The uapi headers, as far as they are read. */
struct ipv4_header {
	__u8 version_ihl;
	__u8 tos;
	__be16 length;
	__be16 id;
	__be16 fragment;
	__u8 ttl;
	__u8 protocol;
	__be16 checksum;
	__be32 saddr;
	__be32 daddr;
};

struct ipv6_header {
	__u8 version;
	__u8 flow[3];
	__be16 length;
	__u8 next;
	__u8 hops;
	__u8 saddr[16];
	__u8 daddr[16];
};

static __always_inline bool has_ports(__u32 protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_DCCP ||
	       protocol == IPPROTO_SCTP || protocol == IPPROTO_UDPLITE;
}

/* The network header; returns its bytes, 0 when it is none of IP. */
static __always_inline __u32 read_ip(struct sock_payload *out, const void *header, __u16 ether_type)
{
	struct ipv4_header v4 = {};
	struct ipv6_header v6 = {};

	if (bpf_probe_read_kernel(&v4, sizeof(v4), header))
		return 0;
	/* A packet that is only about to be sent may have no type yet. */
	if (ether_type == ETH_P_IP || (!ether_type && v4.version_ihl >> 4 == 4)) {
		out->family = AF_INET;
		out->protocol = v4.protocol;
		put_ipv4(out->saddr, v4.saddr);
		put_ipv4(out->daddr, v4.daddr);
		return (v4.version_ihl & 15) * 4;
	}
	if (ether_type != ETH_P_IPV6 && (ether_type || v4.version_ihl >> 4 != 6))
		return 0;
	if (bpf_probe_read_kernel(&v6, sizeof(v6), header))
		return 0;
	out->family = AF_INET6;
	out->protocol = v6.next;
	__builtin_memcpy(out->saddr, v6.saddr, sizeof(v6.saddr));
	__builtin_memcpy(out->daddr, v6.daddr, sizeof(v6.daddr));
	return sizeof(v6);
}

/* What IPsec did to the packet. */
static __always_inline void read_sec_path(struct skb_payload *out, struct sk_buff *skb)
{
	struct sec_path *path;
	__u8 offset = 0;
	__u32 id;

	if (!bpf_core_enum_value_exists(enum skb_ext_id, SKB_EXT_SEC_PATH))
		return;
	id = bpf_core_enum_value(enum skb_ext_id, SKB_EXT_SEC_PATH);
	if (!(BPF_CORE_READ(skb, active_extensions) & (1 << id)))
		return;
	bpf_probe_read_kernel(&offset, 1,
			      (void *)BPF_CORE_READ(skb, extensions) +
				      bpf_core_field_offset(struct skb_ext, offset) + id);
	path = (void *)BPF_CORE_READ(skb, extensions) + offset * 8;
	out->sec_path_length = BPF_CORE_READ(path, len);
	out->sec_path_offload = BPF_CORE_READ(path, olen);
}

static __noinline void read_skb(struct arg_slot *slot, struct sk_buff *skb)
{
	struct skb_payload *out = &slot->skb;
	__be16 ports[2] = {};
	__u16 transport;
	__u32 bytes;
	void *head;

	__builtin_memset(out, 0, sizeof(*out));
	if (!skb || bpf_core_read(&out->length, 4, &skb->len)) {
		slot->status = -EFAULT;
		count(READ_FAULT);
		return;
	}
	slot->number = out->length;
	head = BPF_CORE_READ(skb, head);
	transport = BPF_CORE_READ(skb, transport_header);
	out->hash = BPF_CORE_READ(skb, hash);
	out->ether_type = __builtin_bswap16(BPF_CORE_READ(skb, protocol));
	out->sock.mark = BPF_CORE_READ(skb, mark);
	out->sock.priority = BPF_CORE_READ(skb, priority);
	read_sec_path(out, skb);
	bytes = read_ip(&out->sock, head + BPF_CORE_READ(skb, network_header), out->ether_type);
	if (!bytes || !has_ports(out->sock.protocol))
		return;
	if (transport == NO_HEADER || transport <= BPF_CORE_READ(skb, network_header))
		transport = BPF_CORE_READ(skb, network_header) + bytes;
	bpf_probe_read_kernel(ports, sizeof(ports), head + transport);
	out->sock.sport = __builtin_bswap16(ports[0]);
	out->sock.dport = __builtin_bswap16(ports[1]);
}

/* struct sockaddr of uapi: a family, and for the Internet a port and an address. */
#define SOCKADDR_PORT 2
#define SOCKADDR_IPV4 4
#define SOCKADDR_IPV6 8
#define SOCKADDR_PATH 2
#define UNIX_PATH_MAX 108

static __noinline void read_sockaddr(struct arg_slot *slot, __u64 address, bool user)
{
	struct sock_payload *out = &slot->sock;
	__be32 ipv4 = 0;
	__be16 port = 0;
	long err;

	__builtin_memset(out, 0, sizeof(*out));
	err = read_either(&out->family, 2, address, user);
	if (!err && (out->family == AF_INET || out->family == AF_INET6))
		err = read_either(&port, sizeof(port), address + SOCKADDR_PORT, user);
	if (!err && out->family == AF_INET)
		err = read_either(&ipv4, sizeof(ipv4), address + SOCKADDR_IPV4, user);
	if (!err && out->family == AF_INET6)
		err = read_either(out->saddr, 16, address + SOCKADDR_IPV6, user);
	if (err) {
		slot->status = err;
		count(READ_FAULT);
		return;
	}
	out->sport = __builtin_bswap16(port);
	if (out->family == AF_INET)
		put_ipv4(out->saddr, ipv4);
}

/*
 * size: of the whole address, 0 when not known. The text is the path, or '@' and the bytes of an
 * abstract name; an address without a name has an empty one.
 */
static __noinline void read_sockaddr_un(struct arg_slot *slot, __u64 address, __u64 size, bool user)
{
	__u32 length = UNIX_PATH_MAX;
	char first = 0;
	long got;

	__builtin_memset(&slot->unix_address, 0, sizeof(slot->unix_address));
	/* Selectors know the family where they know it of every other socket. */
	slot->sock.family = 0;
	got = read_either(&slot->unix_address.family, 2, address, user);
	if (got) {
		slot->status = got;
		count(READ_FAULT);
		return;
	}
	slot->sock.family = slot->unix_address.family;
	address += SOCKADDR_PATH;
	if (slot->unix_address.family != AF_UNIX || (size && size <= SOCKADDR_PATH) ||
	    read_either(&first, 1, address, user))
		return;
	if (size && size < SOCKADDR_PATH + UNIX_PATH_MAX)
		length = size - SOCKADDR_PATH;
	/* Always true, and what older verifiers need to see next to the use. */
	barrier_var(length);
	if (length > UNIX_PATH_MAX)
		return;
	if (!first && size) {
		got = read_either(slot->text, length, address, user) ? 0 : length;
	} else if (!first) {
		/* Without its size an abstract name can only be read up to its first NUL. */
		got = read_either_string(slot->text + 1, UNIX_PATH_MAX, address + 1, user);
		got = got > 0 ? got : 0;
	} else {
		got = read_either_string(slot->text, length + 1, address, user);
		got = got > 0 ? got - 1 : 0;
	}
	if (!first)
		slot->text[0] = '@';
	slot->length = got;
	slot->original = got;
}

#endif
