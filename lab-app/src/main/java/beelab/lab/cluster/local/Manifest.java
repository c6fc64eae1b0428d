package beelab.lab.cluster.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** SHA-256 of the files in a folder, in the format of sha256sum(1). */
final class Manifest {

    private static final String NAME = "SHA256SUMS";

    private final Path folder;
    private final Map<String, String> sums;

    private Manifest(Path folder, Map<String, String> sums) {
        this.folder = folder;
        this.sums = sums;
    }

    static Manifest of(Path folder) throws IOException {
        Map<String, String> sums = new LinkedHashMap<>();
        Path file = folder.resolve(NAME);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split(" {2}", 2);
                if (fields.length == 2) {
                    sums.put(fields[1], fields[0]);
                }
            }
        }
        return new Manifest(folder, sums);
    }

    static void write(Path folder, List<String> files) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String file : files) {
            lines.add(sum(folder.resolve(file)) + "  " + file);
        }
        Files.write(folder.resolve(NAME), lines);
    }

    /** Names of the files that are missing or changed; a manifest without files is wrong itself. */
    List<String> check() throws IOException {
        if (sums.isEmpty()) {
            return List.of(NAME);
        }
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, String> entry : sums.entrySet()) {
            Path file = folder.resolve(entry.getKey());
            if (!Files.isRegularFile(file) || !sum(file).equals(entry.getValue())) {
                wrong.add(entry.getKey());
            }
        }
        return wrong;
    }

    private static String sum(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 18];
            int count = in.read(buffer);
            while (count >= 0) {
                digest.update(buffer, 0, count);
                count = in.read(buffer);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has SHA-256
        }
    }
}
