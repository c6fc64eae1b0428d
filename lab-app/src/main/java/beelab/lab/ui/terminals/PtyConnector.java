package beelab.lab.ui.terminals;

import beelab.lab.terminal.TerminalSession;
import com.techsenger.jeditermfx.core.TtyConnector;
import com.techsenger.jeditermfx.core.util.TermSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Connects JediTermFX, which draws, with our session, which runs the shell. */
final class PtyConnector implements TtyConnector {
    private final TerminalSession session;

    PtyConnector(TerminalSession session) {
        this.session = session;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        return session.read(buffer, offset, length);
    }

    @Override
    public void write(byte[] bytes) {
        session.write(bytes);
    }

    @Override
    public void write(String text) {
        session.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isConnected() {
        return session.isAlive();
    }

    @Override
    public void resize(TermSize size) {
        session.resize(size.getColumns(), size.getRows());
    }

    @Override
    public int waitFor() throws InterruptedException {
        return session.waitFor();
    }

    @Override
    public boolean ready() throws IOException {
        return session.hasOutput();
    }

    @Override
    public String getName() {
        return session.name();
    }

    /** The session is closed by its owner, off the FX thread; JediTermFX only lets go of it. */
    @Override
    public void close() {}
}
