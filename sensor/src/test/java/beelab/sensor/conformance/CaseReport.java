package beelab.sensor.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The table that a run prints: policy, kernel, mechanism, event seen. */
final class CaseReport {
    private static final int MECHANISM_WIDTH = 100;

    private CaseReport() {}

    /** Where a run leaves its tables: outside of the machine when it is a test machine. */
    static Path outFolder() {
        String vm = System.getenv("VM_OUT");
        return vm == null
                ? Path.of(System.getProperty("basedir", "")).resolve("target/conformance")
                : Path.of(vm);
    }

    static void write(Path file, TestKernel kernel, List<CaseRunner.Result> results)
            throws IOException {
        int width = results.stream().mapToInt(r -> r.name().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (CaseRunner.Result result : results) {
            lines.add(
                    String.join(
                            " | ",
                            MechanismTable.padded(result.name(), width),
                            MechanismTable.padded(kernel.label(), 6),
                            MechanismTable.padded(result.seen(), 24),
                            cut(result.mechanism())));
        }
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
    }

    private static String cut(String text) {
        return text.length() <= MECHANISM_WIDTH ? text : text.substring(0, MECHANISM_WIDTH) + "…";
    }
}
