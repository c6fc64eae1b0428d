package beelab.sensor.elf;

import java.util.List;

/**
 * One place of a static probe. The same probe may lie at many places, each with its own operands.
 *
 * @param address of the instruction that stands for it
 * @param semaphoreOffset file offset of the counter that says whether anybody looks; 0 for none
 * @param operands of its arguments as the assembler wrote them, such as {@code -4@%eax}
 */
public record StaticProbe(
        String provider, String name, long address, long semaphoreOffset, List<String> operands) {
    public StaticProbe {
        operands = List.copyOf(operands);
    }
}
