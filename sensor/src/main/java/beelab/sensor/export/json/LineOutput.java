package beelab.sensor.export.json;

import java.io.Closeable;
import java.io.IOException;

/** Where JSON lines go. One thread uses it. */
interface LineOutput extends Closeable {

    /**
     * Writes whole lines: all of them or, when this fails, none.
     *
     * @param lines UTF-8, each with its line end
     * @param length how many bytes of the array count
     */
    void write(byte[] lines, int length) throws IOException;

    /** Called about once a second when nothing is written. */
    default void idle() throws IOException {}
}
