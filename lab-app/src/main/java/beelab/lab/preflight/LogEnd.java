package beelab.lab.preflight;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a log ends.
 *
 * @param file the log's path below the folder of logs
 * @param written when it was last written, ISO 8601
 * @param lines its last lines, without anything that looks like a secret; or why they cannot be
 *     read
 */
public record LogEnd(String file, String written, List<String> lines) {

    private static final int FILES = 6;
    private static final int LINES = 12;
    private static final int BYTES = 16_384;
    private static final int WIDTH = 300;

    private static final Pattern SECRET =
            Pattern.compile(
                    "(?i)((?:bearer|basic)\\s+|(?:token|password|passwd|secret|api-?key|authorization|(?:client|certificate-authority)[a-z-]*-data|client-key)[\"']?\\s*[:=]\\s*[\"']?(?:(?:bearer|basic)\\s+)?)[^\\s\"',;]+");
    private static final Pattern IN_URL =
            Pattern.compile("(?i)([a-z][a-z0-9+.-]*://)[^/\\s:@]+:[^/\\s@]+@");
    private static final Pattern TOKEN =
            Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+\\.?[A-Za-z0-9_-]*");
    private static final Pattern KEY = Pattern.compile("-----BEGIN [A-Z ]*KEY-----.*");

    /** Copies the list. */
    public LogEnd {
        lines = List.copyOf(lines);
    }

    /** The logs that were written last, the newest first; none when there is no such folder. */
    static List<LogEnd> newest(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        record Log(Path file, FileTime written) {}
        List<Log> logs = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, 3)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                logs.add(new Log(file, Files.getLastModifiedTime(file)));
            }
        } catch (IOException | UncheckedIOException e) {
            return List.of(
                    new LogEnd(
                            folder.toString(), "", List.of("cannot be read: " + e.getMessage())));
        }
        return logs.stream()
                .sorted(Comparator.comparing(Log::written).reversed())
                .limit(FILES)
                .map(log ->
                        new LogEnd(
                                folder.relativize(log.file()).toString(),
                                log.written().toString(),
                                end(log.file())))
                .toList();
    }

    private static List<String> end(Path file) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(Math.max(0, log.length() - BYTES));
            byte[] bytes = new byte[BYTES];
            int length = Math.max(0, log.read(bytes));
            List<String> lines =
                    new String(bytes, 0, length, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - LINES), lines.size()).stream()
                    .map(LogEnd::withoutSecrets)
                    .map(line -> line.length() > WIDTH ? line.substring(0, WIDTH) + "…" : line)
                    .toList();
        } catch (IOException e) {
            return List.of("cannot be read: " + e.getMessage());
        }
    }

    /** The text without what looks like a token, password or key, and without the user's name. */
    static String withoutSecrets(String text) {
        String safe = KEY.matcher(text).replaceAll("(a key)");
        safe = TOKEN.matcher(safe).replaceAll("(a token)");
        safe = IN_URL.matcher(safe).replaceAll("$1(user and password)@");
        safe = SECRET.matcher(safe).replaceAll("$1(hidden)");
        return safe.replace(System.getProperty("user.home"), "~");
    }
}
