package beelab.lab.cluster.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Debian packages, from the mirror that this machine's apt is configured for. Sources are fetched
 * with an apt state of our own, so that the user's apt configuration stays as it is.
 */
public final class Apt {

    private final Path folder;

    /**
     * @param folder where our own apt state and downloads are kept
     */
    public Apt(Path folder) {
        this.folder = folder;
    }

    /** Packages that a command comes from, for those that are not on this machine. */
    public static List<String> missing(Map<String, String> packageOfFile) {
        return packageOfFile.entrySet().stream()
                .filter(entry -> !exists(entry.getKey()))
                .map(Map.Entry::getValue)
                .distinct()
                .toList();
    }

    private static boolean exists(String fileOrCommand) {
        return fileOrCommand.startsWith("/")
                ? Files.exists(Path.of(fileOrCommand))
                : Tools.find(fileOrCommand).isPresent();
    }

    /**
     * Installs packages without their recommendations.
     *
     * @throws IOException with apt's own message when that fails
     */
    public static void install(List<String> packages) throws IOException, InterruptedException {
        if (packages.isEmpty()) {
            return;
        }
        List<String> command =
                new ArrayList<>(
                        List.of("apt-get", "install", "--yes", "--no-install-recommends", "--"));
        command.addAll(packages);
        Command.of(command)
                .with("DEBIAN_FRONTEND", "noninteractive")
                .withTimeout(Duration.ofMinutes(20))
                .output();
    }

    /**
     * Downloads a binary package and unpacks it without installing it, for programs whose package
     * would start a service.
     *
     * @param into folder that gets the package's files
     */
    public void unpack(String packageName, Path into) throws IOException, InterruptedException {
        Path downloads = Files.createDirectories(folder.resolve("debs"));
        Command.of("apt-get", "-o", "APT::Sandbox::User=root", "download", packageName)
                .in(downloads)
                .withTimeout(Duration.ofMinutes(10))
                .output();
        try (Stream<Path> files = Files.list(downloads)) {
            for (Path deb : files.filter(f -> isPackage(f, packageName)).toList()) {
                Command.of("dpkg-deb", "--extract", deb.toString(), into.toString()).output();
            }
        }
    }

    private static boolean isPackage(Path file, String packageName) {
        String name = file.getFileName().toString();
        return name.startsWith(packageName + "_") && name.endsWith(".deb");
    }

    /**
     * Downloads a source package of Debian 12 into a folder; files that are there are not fetched
     * again. apt checks signatures and hashes.
     *
     * @return the .dsc file
     */
    public Path downloadSource(String sourcePackage, Path into)
            throws IOException, InterruptedException {
        Files.createDirectories(into);
        List<String> options = sourceOptions();
        List<String> update = new ArrayList<>(List.of("apt-get"));
        update.addAll(options);
        update.add("update");
        Command.of(update).withTimeout(Duration.ofMinutes(10)).output();
        List<String> source = new ArrayList<>(List.of("apt-get"));
        source.addAll(options);
        source.addAll(List.of("source", "--download-only", sourcePackage));
        Command.of(source).in(into).withTimeout(Duration.ofMinutes(30)).output();
        try (Stream<Path> files = Files.list(into)) {
            return files.filter(f -> f.toString().endsWith(".dsc"))
                    .max(Path::compareTo)
                    .orElseThrow(
                            () -> new IOException("apt-get source left no .dsc file in " + into));
        }
    }

    private List<String> sourceOptions() throws IOException, InterruptedException {
        Path lists = folder.resolve("lists");
        Path archives = folder.resolve("cache");
        Files.createDirectories(lists.resolve("partial"));
        Files.createDirectories(archives.resolve("archives/partial"));
        Path sources = folder.resolve("deb-src.sources");
        Files.writeString(sources, sourceEntries());
        Map<String, String> options = new LinkedHashMap<>();
        options.put("Dir::Etc::sourcelist", sources.toString());
        options.put("Dir::Etc::sourceparts", "/dev/null");
        options.put("Dir::State::lists", lists.toString());
        options.put("Dir::Cache", archives.toString());
        options.put("APT::Sandbox::User", "root"); // our folder is not readable for _apt
        return options.entrySet().stream()
                .flatMap(o -> Stream.of("-o", o.getKey() + "=" + o.getValue()))
                .toList();
    }

    /** deb-src entries beside the configured deb entries of Debian 12: same mirror, same key. */
    private static String sourceEntries() throws IOException, InterruptedException {
        String format = "$(REPO_URI)\t$(RELEASE)\t$(CODENAME)\t$(COMPONENT)";
        List<String> entries =
                Command.of("apt-get", "indextargets", "--format", format, "Created-By: Packages")
                        .output()
                        .lines()
                        .map(line -> line.split("\t"))
                        .filter(f -> f.length == 4 && f[2].startsWith("bookworm"))
                        .filter(f -> f[3].equals("main"))
                        .map(f ->
                                """
                                Types: deb-src
                                URIs: %s
                                Suites: %s
                                Components: main
                                Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
                                """
                                        .formatted(f[0], f[2]))
                        .distinct()
                        .toList();
        if (entries.isEmpty()) {
            throw new IOException("apt has no source of Debian 12 (bookworm) configured");
        }
        return String.join("\n", entries);
    }
}
