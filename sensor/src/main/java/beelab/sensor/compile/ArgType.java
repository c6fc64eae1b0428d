package beelab.sensor.compile;

/**
 * How an argument is read and shown.
 *
 * <p>{@link #FD} and {@link #SOCK_FD} turn a descriptor of the calling process into the file or the
 * sock behind it: a substitute for a hook that takes a {@code struct file *} uses them on the
 * descriptor of the system call.
 */
public enum ArgType {
    INT8,
    UINT8,
    INT16,
    UINT16,
    INT32,
    UINT32,
    INT64,
    UINT64,
    /** NUL-terminated, at {@code char *}. */
    STRING,
    /** Bytes at {@code void *}; needs a size. */
    CHAR_BUF,
    /** {@code __data_loc char[]} of a classic tracepoint, as text. */
    DATA_LOC,
    /** Descriptor, as the file that it names. */
    FD,
    /** {@code struct file *}. */
    FILE,
    /** {@code struct path *}. */
    PATH,
    /** {@code struct dentry *}: its path below the root of its file system. */
    DENTRY,
    /** {@code struct filename *}, as text. */
    FILENAME,
    /** {@code struct linux_binprm *}: the file being executed. */
    LINUX_BINPRM,
    /** {@code struct sock *}. */
    SOCK,
    /** {@code struct socket *}: its sock. */
    SOCKET,
    /** Descriptor, as the sock behind it. */
    SOCK_FD,
    /** Array inside of a classic tracepoint's record; its offset is the raw value. */
    ARRAY,
    /** {@code struct iovec *} with a number of segments: their bytes, put together. */
    IOVEC,
    /** {@code struct iov_iter *}: the bytes that are left in it. */
    IOV_ITER,
    /** {@code struct sk_buff *}. */
    SKB,
    /** {@code struct sockaddr *}. */
    SOCKADDR,
    /** {@code struct sockaddr_un *}; needs a size. */
    SOCKADDR_UN,
    /** {@code struct kiocb *}: its file. */
    KIOCB,
    /** {@code struct cred *}. */
    CRED,
    /** {@code struct user_namespace *}. */
    USER_NS,
    /** {@code kernel_cap_t *}, as a number. */
    CAP_SET,
    /** Number of a system call; bit 31 is set for the 32-bit ABI. */
    SYSCALL,
    /** {@code struct module *}. */
    MODULE,
    /** {@code struct load_info *}: the module that is being loaded. */
    LOAD_INFO,
    /** {@code struct net_device *}: its name. */
    NET_DEVICE,
    /** {@code union bpf_attr *} of a program that is being loaded. */
    BPF_ATTR,
    /** {@code struct bpf_map *}. */
    BPF_MAP,
    /** {@code struct bpf_prog *}. */
    BPF_PROG,
    /** {@code struct perf_event *}. */
    PERF_EVENT
}
