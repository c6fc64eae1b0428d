package beelab.sensor.elf;

import java.io.IOException;

/** A file that is no ELF file of a supported kind, or that contradicts itself. */
public final class ElfException extends IOException {
    private static final long serialVersionUID = 1L;

    ElfException(String message) {
        super(message);
    }
}
