package beelab.lab.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The program that makes system calls for the sensor's figures; compiled where it is used. */
record Load(Path folder) {

    /**
     * What is called, and with which name the filters match.
     *
     * @param policy name of the policy and of the script, resources of this package
     * @param matches name that the filters let pass
     * @param rejected name that they reject
     */
    enum Kind {
        SYMLINK("symlink", "bench-yes", "bench-not", "path of a link and its target"),
        FILE(
                "file",
                "bench-yes",
                "bench-not",
                "reads of a file; bpftrace, which cannot tell a descriptor's path, prints the"
                        + " name that is opened"),
        TCP("tcp", "17391", "17392", "connections; both ends"),
        RAW("raw", "107", "102", "raw_syscalls:sys_enter of one number");

        final String policy;
        final String matches;
        final String rejected;
        final String what;

        Kind(String policy, String matches, String rejected, String what) {
            this.policy = policy;
            this.matches = matches;
            this.rejected = rejected;
            this.what = what;
        }
    }

    /**
     * Compiles it into the folder.
     *
     * @throws IOException with the compiler's words when that fails
     */
    static Load compile(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("load.c");
        Files.writeString(source, resource("load.c"));
        String said =
                output(
                        List.of(
                                "clang",
                                "-O2",
                                source.toString(),
                                "-o",
                                folder.resolve("load").toString()),
                        folder);
        if (!Files.isExecutable(folder.resolve("load"))) {
            throw new IOException("the load does not compile: " + said);
        }
        for (String name : List.of("bench-yes", "bench-not")) {
            Files.writeString(folder.resolve(name), "x");
        }
        return new Load(folder);
    }

    /** Makes so many calls. */
    void run(Kind kind, int count, String name) throws IOException, InterruptedException {
        String said =
                output(
                        List.of(
                                folder.resolve("load").toString(),
                                kind.policy,
                                Integer.toString(count),
                                name),
                        folder);
        if (!said.strip().matches("\\d+")) {
            throw new IOException("the load failed: " + said);
        }
    }

    private static String output(List<String> command, Path folder)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        return exit == 0 ? said : said + "exit code " + exit;
    }

    /** The text of a resource of this package. */
    static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Load.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
