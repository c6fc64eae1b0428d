package beelab.sensor.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Entry point of {@code bee}. */
public final class BeeMain {
    private BeeMain() {}

    public static void main(String[] args) {
        // Names and policies may hold any character, whatever the terminal's locale says.
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(out);
        System.setErr(
                new PrintStream(
                        new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        // One event loop and short messages: big buffer arenas would only cost memory.
        setDefault("io.netty.allocator.numDirectArenas", "1");
        setDefault("io.netty.allocator.numHeapArenas", "1");
        setDefault("io.netty.allocator.maxOrder", "3");
        setDefault("io.netty.eventLoopThreads", "1");
        setDefault("logback.configurationFile", "beelab/sensor/logback-bee.xml");
        int exitCode = BeeCommand.commandLine().execute(args);
        out.flush();
        System.exit(exitCode);
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
