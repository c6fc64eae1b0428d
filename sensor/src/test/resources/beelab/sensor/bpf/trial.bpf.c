// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* For the tests of beelab.sensor.bpf only: small programs that show one thing each. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct trial_config {
	__u32 tgid;
	__u32 size;
};

struct trial_record {
	__u64 number;
	char text[8];
};

const volatile struct trial_config config SEC(".rodata.config");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} lost SEC(".maps");

/* One record for each getpid of one process; what the ring cannot take is counted. */
SEC("tracepoint/syscalls/sys_enter_getppid")
int good(void *ctx)
{
	struct trial_record record = { .text = "beelab" };
	__u32 key = 1;
	__u64 *count;

	if (bpf_get_current_pid_tgid() >> 32 != config.tgid)
		return 0;
	record.number = config.size;
	if (bpf_ringbuf_output(&events, &record, sizeof(record), 0)) {
		count = bpf_map_lookup_elem(&lost, &key);
		if (count)
			*count += 1;
	}
	return 0;
}

/* Reads through a number: the verifier refuses it. */
SEC("tracepoint/syscalls/sys_enter_getppid")
int bad(void *ctx)
{
	__u64 number = bpf_ktime_get_ns();

	return *(volatile int *)number;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
