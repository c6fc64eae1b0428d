package beelab.sensor.wire;

import java.util.List;
import java.util.Optional;

/**
 * What a record has besides arguments.
 *
 * @param kernelStack addresses in the kernel, the innermost first; empty when not asked for or not
 *     to be had
 * @param userStack return addresses of the program, the innermost first
 * @param hash of the file, as the kernel's IMA measured it
 */
public record HookExtras(List<Long> kernelStack, List<UserFrame> userStack, Optional<Hash> hash) {

    /** Nothing. */
    public static final HookExtras NONE = new HookExtras(List.of(), List.of(), Optional.empty());

    public HookExtras {
        kernelStack = List.copyOf(kernelStack);
        userStack = List.copyOf(userStack);
    }

    /** A return address of a program. */
    public sealed interface UserFrame {

        /**
         * In a file that has a build id, whether or not the process still exists.
         *
         * @param buildId 40 lower-case hexadecimal digits, the last of them 0 for a shorter id
         * @param offset in the file
         */
        record InFile(String buildId, long offset) implements UserFrame {}

        /**
         * Anywhere else: generated code, a file without a build id, memory that was swapped out.
         */
        record Address(long address) implements UserFrame {}
    }

    /**
     * A hash.
     *
     * @param algorithm number of the kernel's {@code enum hash_algo}
     * @param digits lower-case hexadecimal
     */
    public record Hash(int algorithm, String digits) {}
}
