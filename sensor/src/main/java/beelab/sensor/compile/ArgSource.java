package beelab.sensor.compile;

/** Where the raw 64-bit value of an argument comes from. */
public sealed interface ArgSource {

    /** Argument of a system call, from 0 to 5. */
    record SyscallArg(int index) implements ArgSource {}

    /** Argument of a raw tracepoint in TP_PROTO order, from 0 to 11. */
    record RawArg(int index) implements ArgSource {}

    /** Argument of a kernel function or LSM hook, from 0 to 5. */
    record FunctionArg(int index) implements ArgSource {}

    /**
     * Field of a classic tracepoint, from its format file.
     *
     * @param offset in bytes
     * @param size in bytes: 1, 2, 4 or 8; of a {@code __data_loc} field 4
     */
    record TracepointField(int offset, int size) implements ArgSource {}

    /** The same for every call, such as the access mask that a substitute stands for. */
    record Constant(long value) implements ArgSource {}

    /** The return value; only where a call returns: SyscallExit, Kretprobe. */
    record ReturnValue() implements ArgSource {}

    /**
     * The return value if it is negative, otherwise 0: what a security hook would have returned,
     * where the system call that stands in for it returns a count or an address.
     */
    record ReturnStatus() implements ArgSource {}

    /**
     * A register of user space, only at user-space probes.
     *
     * @param slot of the register, see {@link Registers}
     * @param bytes low bytes that count: 1, 2, 4 or 8
     * @param signed whether they are sign-extended
     * @param plus added to the register before it is cut
     */
    record Register(int slot, int bytes, boolean signed, long plus) implements ArgSource {}

    /**
     * User memory, only at user-space probes: at base + plus + (index &lt;&lt; scale).
     *
     * @param base slot of the base register
     * @param index slot of the index register, -1 for none
     * @param scale 0 to 3
     * @param bytes to read: 1, 2, 4 or 8
     * @param signed whether they are sign-extended
     */
    record UserMemory(int base, long plus, int index, int scale, int bytes, boolean signed)
            implements ArgSource {}

    /**
     * Argument of a system call, from the registers that the program's first argument points to:
     * functions {@code __x64_sys_*} and the raw tracepoint {@code sys_enter}.
     *
     * @param index from 0 to 5
     * @param ia32 whether the caller is a 32-bit program
     */
    record SyscallRegister(int index, boolean ia32) implements ArgSource {}

    /**
     * Bytes in user memory behind an argument of the system call, function or raw tracepoint.
     *
     * @param argument its number
     * @param offset from where it points to, in bytes
     * @param width 1, 2, 4 or 8
     */
    record PointedMemory(int argument, int offset, int width) implements ArgSource {}

    /** The same behind a raw value that the Enter program saved, by its position there. */
    record SavedPointedMemory(int index, int offset, int width) implements ArgSource {}

    /**
     * What the kernel keeps behind the descriptor that a call returns, such as the {@code struct
     * bpf_map}: {@code private_data} of its file.
     */
    record ReturnedFileData() implements ArgSource {}

    /** The {@code struct cred} of the current task. */
    record CurrentCred() implements ArgSource {}

    /** A raw value that the Enter program saved, by its position there. */
    record Saved(int index) implements ArgSource {}

    /** Address of the current {@code task_struct}. */
    record CurrentTask() implements ArgSource {}
}
