package beelab.sensor.compile;

import java.util.List;

/**
 * How a member is reached from the address of a structure: add an offset, load a pointer, add the
 * next offset, and so on. After the last offset stands the member.
 *
 * @param offsets bytes to add, each but the last followed by the load of a pointer; empty when the
 *     raw value itself is what the policy asks for; at most {@link #MAX_STEPS}
 * @param width bytes to load at the end: 1, 2, 4 or 8; 0 when the member is read by its address, as
 *     structures and arrays are
 * @param shift of a bit field: number of bits below it in what was loaded
 * @param bits of a bit field: its width; 0 when it is none
 */
public record ValuePath(List<Integer> offsets, int width, int shift, int bits) {

    /** Most pointers that one path follows. */
    public static final int MAX_STEPS = 10;

    /** The raw value itself. */
    public static final ValuePath NONE = new ValuePath(List.of(), 0, 0, 0);

    public ValuePath {
        offsets = List.copyOf(offsets);
    }
}
