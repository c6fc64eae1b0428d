package beelab.lab.cluster.image;

import beelab.lab.LabHome;
import beelab.lab.cluster.host.Apt;
import beelab.lab.cluster.host.Command;
import beelab.lab.cluster.host.DockerEngine;
import beelab.lab.cluster.host.Trees;
import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The part of the sensor's image that changes rarely, made from scratch: a run-time image of the
 * JDK's modules, the native libraries that it and libbpf need, busybox for a shell and the few
 * commands of a person who looks inside, and the jars of the libraries.
 */
final class SensorRuntime {

    static final String LIBRARIES = "/opt/beelab/lib";

    /**
     * What jdeps names for the sensor's jars, less java.desktop, which Jackson uses only if
     * present.
     */
    private static final String MODULES =
            "java.base,java.logging,java.management,java.naming,java.net.http,java.security.jgss,"
                    + "java.security.sasl,java.sql,java.xml,jdk.jfr,jdk.management,"
                    + "jdk.unsupported,jdk.net,jdk.zipfs,jdk.httpserver";

    private static final Path LIBBPF = Path.of("/usr/lib/x86_64-linux-gnu/libbpf.so.1");
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");

    private final LabHome home;
    private final List<Path> libraries;

    SensorRuntime(LabHome home, List<Path> libraries) {
        this.home = home;
        this.libraries = libraries;
    }

    /** The image's reference, whose tag is the hash of what it is made from. */
    String reference() throws IOException {
        ContentHash hash = new ContentHash().add("layout 4").add(MODULES);
        hash.addTree(jdk().resolve("release"));
        for (Path file : List.of(LIBBPF, BUSYBOX)) {
            if (Files.exists(file)) {
                hash.addStamp(file);
            }
        }
        for (Path jar : libraries) {
            hash.add(jar.getFileName().toString()).add(Long.toString(Files.size(jar)));
        }
        return "beelab/sensor-runtime:" + hash.hex();
    }

    void ensure(Progress progress) throws IOException, InterruptedException {
        String reference = reference();
        if (DockerEngine.hasImage(reference)) {
            return;
        }
        try (Stage stage =
                progress.start("Make the sensor's runtime image", Duration.ofSeconds(15))) {
            Apt.install(
                    Apt.missing(
                            Map.of(
                                    LIBBPF.toString(),
                                    "libbpf1",
                                    BUSYBOX.toString(),
                                    "busybox-static",
                                    "ldd",
                                    "libc-bin")));
            Path root = home.cache().resolve("images/runtime");
            Trees.delete(root);
            Files.createDirectories(root);
            stage.detail("linking the JDK's modules");
            linkJre(root);
            stage.fraction(0.5);
            stage.detail("copying native libraries");
            copyNativeLibraries(root);
            copyBusybox(root);
            copyLibraries(root);
            writeSystemFiles(root);
            stage.fraction(0.7);
            stage.detail("importing");
            importImage(root, reference);
            Trees.delete(root);
            stage.done();
        }
    }

    private static Path jdk() {
        return Path.of(System.getProperty("java.home"));
    }

    private static void linkJre(Path root) throws IOException, InterruptedException {
        Path jre = root.resolve("opt/beelab/jre");
        Files.createDirectories(jre.getParent());
        Command.of(
                        jdk().resolve("bin/jlink").toString(),
                        "--add-modules=" + MODULES,
                        "--no-header-files",
                        "--no-man-pages",
                        "--strip-debug",
                        "--generate-cds-archive",
                        "--output=" + jre)
                .withTimeout(Duration.ofMinutes(5))
                .output();
    }

    /** Copies libbpf and every library that the JRE or libbpf loads, to where the loader looks. */
    private static void copyNativeLibraries(Path root) throws IOException, InterruptedException {
        Set<String> needed = new TreeSet<>(List.of(LIBBPF.toString()));
        Path jre = root.resolve("opt/beelab/jre");
        List<Path> binaries;
        try (Stream<Path> files = Files.walk(jre)) {
            binaries =
                    files.filter(Files::isRegularFile)
                            .filter(f -> f.toString().endsWith(".so") || f.endsWith("bin/java"))
                            // Window toolkits: nothing in the sensor opens a window.
                            .filter(f -> !f.toString().matches(".*(awt|splash|jawt).*"))
                            .toList();
        }
        for (Path binary : binaries) {
            needed.addAll(dependencies(binary));
        }
        needed.addAll(dependencies(LIBBPF));
        for (String library : needed) {
            Path source = Path.of(library);
            if (source.startsWith(jre)) {
                continue;
            }
            Path target = root.resolve(library.substring(1));
            Files.createDirectories(target.getParent());
            Files.copy(source.toRealPath(), target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Absolute paths of what ldd(1) resolves for a binary. */
    private static List<String> dependencies(Path binary) throws IOException, InterruptedException {
        return Command.of("ldd", binary.toString())
                .run()
                .output()
                .lines()
                .map(line -> line.contains("=>") ? line.substring(line.indexOf("=>") + 2) : line)
                .map(line -> line.strip().split(" ")[0])
                .filter(path -> path.startsWith("/"))
                .toList();
    }

    private static void copyBusybox(Path root) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.copy(BUSYBOX, bin.resolve("busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String applet : Command.of(BUSYBOX.toString(), "--list").output().lines().toList()) {
            if (!applet.equals("busybox") && !applet.isBlank()) {
                Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
            }
        }
        Files.createSymbolicLink(bin.resolve("bee"), Path.of("/opt/beelab/app/bee"));
    }

    private void copyLibraries(Path root) throws IOException {
        Path folder = Files.createDirectories(root.resolve(LIBRARIES.substring(1)));
        for (Path jar : libraries) {
            Files.copy(jar, folder.resolve(jar.getFileName()));
        }
    }

    private static void writeSystemFiles(Path root) throws IOException {
        Path etc = Files.createDirectories(root.resolve("etc"));
        Files.writeString(etc.resolve("passwd"), "root:x:0:0:root:/tmp:/bin/sh\n");
        Files.writeString(etc.resolve("group"), "root:x:0:\n");
        Files.writeString(etc.resolve("nsswitch.conf"), "hosts: files dns\n");
        // Mount points: the root file system is read-only in the pod.
        for (String folder : List.of("tmp", "proc", "sys", "dev", "var/run/beelab", "etc/beelab")) {
            Files.createDirectories(root.resolve(folder));
        }
    }

    private static void importImage(Path root, String reference)
            throws IOException, InterruptedException {
        Path tar = root.resolveSibling("runtime.tar");
        Command.of(
                        "tar",
                        "--create",
                        "--file=" + tar,
                        "--owner=0",
                        "--group=0",
                        "--numeric-owner",
                        "--directory=" + root,
                        ".")
                .output();
        try {
            Command.of(
                            "docker",
                            "import",
                            "--change=ENV PATH=/bin",
                            "--change=ENTRYPOINT [\"/bin/bee\"]",
                            "--change=CMD [\"agent\"]",
                            tar.toString(),
                            reference)
                    .withTimeout(Duration.ofMinutes(5))
                    .output();
        } finally {
            Files.deleteIfExists(tar);
        }
    }
}
