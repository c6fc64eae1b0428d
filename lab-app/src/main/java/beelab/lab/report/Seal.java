package beelab.lab.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The hashes of a bundle's files, in the form of sha256sum(1), so that `sha256sum -c` checks them
 * too. They show that a bundle is whole and as it was written; they do not say who wrote it.
 */
final class Seal {

    static final String FILE = "SHA256SUMS";

    private Seal() {}

    /** Writes the hashes of everything in the folder. */
    static void write(Path folder) throws IOException {
        StringBuilder lines = new StringBuilder();
        hashes(folder).forEach((name, hash) -> lines.append(hash + "  " + name + "\n"));
        Files.writeString(folder.resolve(FILE), lines);
    }

    /** What is missing, changed or added since; empty when nothing is. */
    static List<String> problems(Path folder) throws IOException {
        Map<String, String> found = hashes(folder);
        List<String> problems = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(folder.resolve(FILE))) {
            number++;
            if (!line.matches("[0-9a-f]{64} {2}.+")) {
                problems.add("%s:%d: is not a hash and a name".formatted(FILE, number));
                continue;
            }
            String name = line.substring(66);
            String hash = found.remove(name);
            if (hash == null) {
                problems.add(name + ": is missing");
            } else if (!line.startsWith(hash)) {
                problems.add(name + ": was changed after it was written");
            }
        }
        found.keySet().forEach(name -> problems.add(name + ": was added later"));
        return problems;
    }

    private static Map<String, String> hashes(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files =
                    walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                            .toList();
        }
        Map<String, String> hashes = new TreeMap<>();
        for (Path file : files) {
            String name = folder.relativize(file).toString();
            if (!name.equals(FILE)) {
                hashes.put(name, hash(file));
            }
        }
        return hashes;
    }

    private static String hash(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest =
                        new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has SHA-256
        }
    }
}
