package beelab.lab.cluster.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A hash over texts and file trees, by which an image is known to be up to date. */
final class ContentHash {

    private final MessageDigest digest;

    ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has SHA-256
        }
    }

    ContentHash add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) ':');
        digest.update(bytes);
        return this;
    }

    /** Adds names, execute bits and contents of a file, or of all files below a folder. */
    ContentHash addTree(Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files =
                    walk.filter(f -> !Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS))
                            .sorted()
                            .toList();
        }
        byte[] buffer = new byte[1 << 16];
        for (Path file : files) {
            add(root.relativize(file).toString());
            add(Files.isExecutable(file) ? "x" : "-");
            try (InputStream in = Files.newInputStream(file)) {
                int count = in.read(buffer);
                while (count >= 0) {
                    digest.update(buffer, 0, count);
                    count = in.read(buffer);
                }
            }
        }
        return this;
    }

    /** Adds name, size and time of change of a big file instead of its content. */
    ContentHash addStamp(Path file) throws IOException {
        Path real = file.toRealPath();
        return add(real.toString())
                .add(Long.toString(Files.size(real)))
                .add(Files.getLastModifiedTime(real).toString());
    }

    /** The first 16 hex digits. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    }
}
