package beelab.sensor.export.json;

import java.io.IOException;
import java.io.OutputStream;

/** Lines on a stream that is not ours to close, such as standard output. */
record StreamOutput(OutputStream stream) implements LineOutput {
    @Override
    public void write(byte[] lines, int length) throws IOException {
        stream.write(lines, 0, length);
        stream.flush();
    }

    @Override
    public void close() throws IOException {
        stream.flush();
    }
}
