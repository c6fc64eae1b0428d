package beelab.lab.cluster.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is changed in Kubernetes' source before it is built. Their hash is part of the cache key, so
 * a changed patch leads to a new build.
 */
sealed interface SourcePatch {

    /**
     * Replaces a text in one file.
     *
     * @param file path inside the source tree
     * @param times how often the text must occur; anything else means that the source changed
     */
    record Replace(String file, String text, String by, int times) implements SourcePatch {}

    /**
     * Replaces the Go and assembler files of a vendored package by those of a Debian package.
     *
     * @param folder path inside the source tree
     * @param installed folder of the Debian package
     */
    record Vendored(String folder, Path installed) implements SourcePatch {}

    /** The patches, each with its reason. */
    List<SourcePatch> ALL =
            List.of(
                    // reflect2 1.0.1 reads map types as Go before 1.18 laid them out: the API
                    // server crashes at the first custom resource.
                    new Vendored(
                            "vendor/github.com/modern-go/reflect2",
                            Path.of("/usr/share/gocode/src/github.com/modern-go/reflect2")),
                    // A negative oom_score_adj needs CAP_SYS_RESOURCE, which containers used as
                    // development machines do not have; without it no sandbox would start.
                    new Replace(
                            "pkg/kubelet/dockershim/docker_sandbox.go",
                            "defaultSandboxOOMAdj int = -998",
                            "defaultSandboxOOMAdj int = 0",
                            1),
                    // The same for Guaranteed and critical pods. The bound of Burstable pods stays.
                    new Replace(
                            "pkg/kubelet/qos/policy.go",
                            "guaranteedOOMScoreAdj int = -997",
                            "guaranteedOOMScoreAdj int = 0",
                            1),
                    new Replace(
                            "pkg/kubelet/qos/policy.go", "(1000 + guaranteedOOMScoreAdj)", "3", 2));

    /** The first 12 hex digits of the SHA-256 over all patches. */
    static String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ALL.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has SHA-256
        }
    }

    /**
     * Applies this patch.
     *
     * @param tree root of the unpacked source
     * @throws IOException when the source is not as expected
     */
    default void apply(Path tree) throws IOException {
        switch (this) {
            case Replace(String file, String text, String by, int times) -> {
                Path path = tree.resolve(file);
                String source = Files.readString(path);
                int found = source.split(java.util.regex.Pattern.quote(text), -1).length - 1;
                if (found != times) {
                    throw new IOException(
                            "%s has '%s' %d times, expected %d: this Kubernetes source is not the one the patches were made for"
                                    .formatted(file, text, found, times));
                }
                Files.writeString(path, source.replace(text, by));
            }
            case Vendored(String folder, Path installed) -> {
                Path vendored = tree.resolve(folder);
                for (Path old : goFiles(vendored)) {
                    Files.delete(old);
                }
                for (Path file : goFiles(installed)) {
                    Files.copy(
                            file,
                            vendored.resolve(file.getFileName()),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static List<Path> goFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(go|s)")).sorted().toList();
        }
    }
}
