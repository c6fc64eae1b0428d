package beelab.sensor.compile;

/**
 * How the loader attaches one object of a program.
 *
 * @param chainSlot its slot in the chain of a crowded attach point, 1 to 32; 0 when it has the
 *     point for itself
 * @param sites whether its attachments tell the hooks of a list apart by their cookies
 * @param site the hook that it serves when they do not, counted from the one that has the program
 */
public record Placement(int chainSlot, boolean sites, int site) {

    /** A program that is attached as it was compiled. */
    static Placement of(CompiledProgram program) {
        return new Placement(0, program.sites() instanceof CompiledProgram.Sites.ByAttachPoint, 0);
    }
}
