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
    SOCK_FD
}
