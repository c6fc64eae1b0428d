package beelab.sensor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.elf.ElfFile;
import beelab.sensor.elf.StaticProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The program of {@code src/test/c/trigger}, compiled once for each state of its source. It is
 * linked statically: between its start and its first operation lies no dynamic linker whose own
 * calls a policy would see.
 */
record Trigger(Path program) {
    private static final int LIMIT_SECONDS = 60;

    /**
     * How a run ended.
     *
     * @param exit exit code, 128 plus the signal when it was killed
     * @param output what it printed
     */
    record Ended(long pid, int exit, String output) {}

    /** Compiles it, or takes the program that an earlier run compiled. */
    static Trigger compile(Path module, Path scratch) throws IOException, InterruptedException {
        List<Path> sources;
        try (Stream<Path> files = Files.list(module.resolve("src/test/c/trigger"))) {
            sources = files.filter(f -> f.toString().matches(".*\\.[ch]")).sorted().toList();
        }
        String name = "trigger-" + digest(sources);
        Path folder = module.resolve("target/conformance");
        Path kept = folder.resolve(name);
        if (Files.isExecutable(kept)) {
            return new Trigger(kept);
        }
        Path fresh = scratch.resolve(name);
        List<String> command =
                new ArrayList<>(
                        List.of("clang", "-static", "-O1", "-g", "-Wall", "-Werror", "-pthread"));
        command.add("-Wl,--build-id=sha1");
        sources.stream()
                .filter(f -> f.toString().endsWith(".c"))
                .forEach(f -> command.add(f.toString()));
        command.addAll(List.of("-o", fresh.toString()));
        Path log = scratch.resolve("compile.log");
        Process compiler =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(compiler.waitFor()).as(Files.readString(log)).isZero();
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, name, ".part");
            Files.copy(fresh, part, StandardCopyOption.REPLACE_EXISTING);
            assertThat(part.toFile().setExecutable(true, false)).isTrue();
            return new Trigger(Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE));
        } catch (IOException readOnly) {
            return new Trigger(fresh); // in tools/qemu/vm
        }
    }

    /**
     * What a policy can say of the program: places that differ from one compilation to the next.
     */
    Map<String, String> variables() throws IOException {
        try (ElfFile elf = ElfFile.open(program)) {
            long add = elf.symbols().address("trigger_add").orElseThrow();
            long semaphore =
                    elf.staticProbes().stream()
                            .filter(probe -> probe.name().equals("watched"))
                            .mapToLong(StaticProbe::semaphoreOffset)
                            .findFirst()
                            .orElseThrow();
            return Map.of(
                    "$TRIGGER",
                    program.toString(),
                    "$ADDRESS_OF_ADD",
                    Long.toString(add),
                    "$OFFSET_OF_ADD",
                    Long.toString(elf.codeOffset(add).orElseThrow()),
                    "$OFFSET_OF_SEMAPHORE",
                    Long.toString(semaphore));
        }
    }

    Ended run(Path folder, List<String> operations) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(operations);
        Path output = Files.createTempFile("trigger", ".out");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("%s ended within %d s", command, LIMIT_SECONDS)
                    .isTrue();
            return new Ended(process.pid(), process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    private static String digest(List<Path> sources) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path source : sources) {
                digest.update(source.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(source));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
