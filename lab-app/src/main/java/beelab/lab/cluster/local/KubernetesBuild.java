package beelab.lab.cluster.local;

import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.host.Apt;
import beelab.lab.cluster.host.Command;
import beelab.lab.cluster.host.Journal;
import beelab.lab.cluster.host.OwnedProcess;
import beelab.lab.cluster.host.Trees;
import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Makes the programs of Kubernetes from Debian's source package, once. The result is kept in the
 * cache under the package's version and the hash of our patches, with the SHA-256 of every file.
 *
 * <p>Every step leaves its result under a final name only when it is complete, so that an
 * interrupted build goes on where it stopped: the download is kept, a half unpacked tree is
 * unpacked again, and Go's own build cache keeps what was compiled.
 */
final class KubernetesBuild {

    /** The programs, in the order of their size. */
    static final List<String> PROGRAMS =
            List.of(
                    "kube-apiserver",
                    "kubelet",
                    "kube-controller-manager",
                    "kube-scheduler",
                    "kube-proxy");

    /** Packages that the compiler prints while it builds everything from an empty cache. */
    private static final int EXPECTED_PACKAGES = 1900;

    private static final Map<String, String> TOOLS =
            Map.of(
                    "/usr/lib/go-1.19/bin/go", "golang-1.19-go",
                    "/usr/share/gocode/src/github.com/modern-go/reflect2/reflect2.go",
                            "golang-github-modern-go-reflect2-dev",
                    "dpkg-source", "dpkg-dev",
                    "rsync", "rsync",
                    "make", "make",
                    "patch", "patch");

    private final Path cache;

    /**
     * @param cache the lab's cache folder
     */
    KubernetesBuild(Path cache) {
        this.cache = cache.resolve("kubernetes");
    }

    /** The finished build whose patches are ours, the newest version first; empty if none. */
    Optional<Path> find() throws IOException {
        if (!Files.isDirectory(cache)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(cache)) {
            return entries.filter(
                            e -> e.getFileName().toString().endsWith("-" + SourcePatch.hash()))
                    .max(Comparator.naturalOrder());
        }
    }

    /**
     * Returns the folder with the programs, checked by hash; builds them when there is none.
     *
     * @param journal where the compilers are written down, to end them when the lab is killed
     * @throws ClusterException when a tool, the network or disk space is missing, or the build
     *     fails
     */
    Path ensure(Journal journal, Progress progress) throws ClusterException, InterruptedException {
        try {
            Optional<Path> built = find();
            if (built.isPresent()) {
                List<String> wrong = Manifest.of(built.get()).check();
                if (wrong.isEmpty()) {
                    return built.get();
                }
                // Damaged on disk: never start it, build it again.
                Trees.delete(built.get());
            }
            return build(journal, progress);
        } catch (IOException failed) {
            throw new ClusterException(
                    "Kubernetes could not be built: " + failed.getMessage(),
                    "What was done so far is kept in "
                            + work()
                            + ", and the next start goes on from there. Check the network and"
                            + " the free disk space (4 GB), then try again.",
                    failed);
        }
    }

    private Path work() {
        return cache.resolve("build");
    }

    private Path build(Journal journal, Progress progress)
            throws IOException, InterruptedException {
        Path work = Files.createDirectories(work());
        Path tree;
        String version;
        try (Stage stage = progress.start("Get Kubernetes' source", Duration.ofSeconds(20))) {
            List<String> packages = Apt.missing(TOOLS);
            if (!packages.isEmpty()) {
                stage.detail("installing Debian packages: " + String.join(", ", packages));
                Apt.install(packages);
            }
            stage.detail("34 MB from the Debian mirror");
            Path dsc =
                    new Apt(work.resolve("apt"))
                            .downloadSource("kubernetes", work.resolve("download"));
            version = version(dsc);
            stage.fraction(0.5);
            stage.detail("unpacking " + version);
            tree = unpack(dsc, work, version);
            stage.done();
        }
        try (Stage stage =
                progress.start("Build Kubernetes, once", Duration.ofMinutes(minutesExpected()))) {
            compile(tree, work, journal, stage);
            stage.done();
        }
        try (Stage stage = progress.start("Store Kubernetes in the cache", Duration.ofSeconds(5))) {
            Path result = store(tree, version);
            Trees.delete(work); // 2 GB of source and compiler cache that nobody needs again
            stage.done();
            return result;
        }
    }

    private static long minutesExpected() {
        // 8.4 minutes on two cores with other work beside it, 5 minutes alone.
        return Math.max(2, 10 / Math.max(1, Runtime.getRuntime().availableProcessors()));
    }

    private static String version(Path dsc) throws IOException {
        return Files.readAllLines(dsc).stream()
                .filter(line -> line.startsWith("Version: "))
                .map(line -> line.substring("Version: ".length()).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("no Version in " + dsc));
    }

    private static Path unpack(Path dsc, Path work, String version)
            throws IOException, InterruptedException {
        Path tree = work.resolve("source-" + version + "-" + SourcePatch.hash());
        if (Files.exists(tree)) {
            return tree;
        }
        Path partial = work.resolve("source.partial");
        Trees.delete(partial);
        Command.of("dpkg-source", "--extract", dsc.toString(), partial.toString())
                .withTimeout(Duration.ofMinutes(10))
                .output();
        for (SourcePatch patch : SourcePatch.ALL) {
            patch.apply(partial);
        }
        return Files.move(partial, tree, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void compile(Path tree, Path work, Journal journal, Stage stage)
            throws IOException, InterruptedException {
        // An interrupted run may leave an empty generator behind, which later runs would trust.
        // Go's cache below _output stays: it is what makes the second try fast.
        Trees.delete(tree.resolve(".make"));
        Trees.delete(tree.resolve("_output/bin"));
        Trees.delete(tree.resolve("_output/local/go/bin"));
        Path link = work.resolve("go/src/k8s.io/kubernetes");
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, tree);
        String targets = String.join(" ", PROGRAMS.stream().map(p -> "cmd/" + p).toList());
        AtomicInteger packages = new AtomicInteger();
        Command make =
                Command.of(
                                "nice",
                                "-n",
                                "5",
                                "make",
                                "GOFLAGS=-v",
                                "GOLDFLAGS=-s -w",
                                "WHAT=" + targets)
                        .in(link)
                        .withCleanEnvironment()
                        .with("HOME", work.toString())
                        .with("GOPATH", work.resolve("go").toString())
                        .with("GO111MODULE", "off")
                        .with("CGO_ENABLED", "0")
                        .with("PATH", "/usr/lib/go-1.19/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                        .with("PWD", link.toString())
                        .withTimeout(Duration.ofHours(2));
        Command.Result result =
                OwnedProcess.journaled(journal, "kubernetes-build", make)
                        .run(line -> report(line, packages, stage));
        if (!result.ok()) {
            throw new IOException(
                    "make ended with code " + result.exitCode() + ":\n" + result.tail());
        }
    }

    private static void report(String line, AtomicInteger packages, Stage stage) {
        String text = line.strip();
        // "go install -v" prints the import path of each package that it has compiled.
        if (text.startsWith("k8s.io/") || text.matches("[a-z0-9.]+(/[\\w.\\-]+)*")) {
            int count = packages.incrementAndGet();
            stage.detail("package " + count + " of about " + EXPECTED_PACKAGES + ": " + text);
            stage.fraction(Math.min(0.98, count / (double) EXPECTED_PACKAGES));
        }
    }

    private Path store(Path tree, String version) throws IOException {
        Path partial = cache.resolve("store.partial");
        Trees.delete(partial);
        Files.createDirectories(partial);
        for (String program : PROGRAMS) {
            Files.copy(tree.resolve("_output/bin/" + program), partial.resolve(program));
        }
        Manifest.write(partial, PROGRAMS);
        Path result = cache.resolve(version + "-" + SourcePatch.hash());
        return Files.move(partial, result, StandardCopyOption.ATOMIC_MOVE);
    }
}
