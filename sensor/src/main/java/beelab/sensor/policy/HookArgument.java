package beelab.sensor.policy;

/**
 * One argument that a hook reports and that its selectors may compare.
 *
 * @param path field path in the policy, such as {@code spec.kprobes[0].args[1]}
 * @param index number of the function's argument, from 0; for a classic tracepoint the number of
 *     the field in its format, from 0, so that the first own field is 4; for a raw tracepoint the
 *     number of the argument, from 0
 * @param type how it is read
 * @param label name that is repeated in the event; empty for none
 * @param sizeArgIndex number <em>from 1</em> of the argument that holds the length; 0 for none
 * @param returnCopy read it when the function returns, with the return value as its length
 * @param maxData allow more than 4096 bytes
 * @param resolve path of members to follow from the argument; empty for the argument itself
 * @param source {@code current_task}, {@code pt_regs}, or empty for the function's argument
 * @param btfType type to assume when following {@code resolve}; empty for what BTF says
 * @param btfTypeModule module that defines {@code btfType}; empty for the kernel itself
 */
public record HookArgument(
        String path,
        int index,
        ArgumentType type,
        String label,
        int sizeArgIndex,
        boolean returnCopy,
        boolean maxData,
        String resolve,
        String source,
        String btfType,
        String btfTypeModule) {}
