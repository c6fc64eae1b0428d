package beelab.sensor.compile;

import beelab.sensor.elf.ElfFile;
import beelab.sensor.policy.Hook;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The programs and libraries that hooks name: opened, checked, and refused with the reason. */
final class ProgramFiles {
    private static final Map<String, String> ALGORITHMS =
            Map.of("sha1", "SHA-1", "sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");

    private final Binaries binaries;

    ProgramFiles(Binaries binaries) {
        this.binaries = binaries;
    }

    /** Work with an open file. */
    interface Reading {
        Blueprint read(ElfFile file) throws Refusal, IOException;
    }

    /** Opens the file of a hook, and closes it again. */
    Blueprint with(String path, Reading reading) throws Refusal {
        try (ElfFile file = binaries.open(path)) {
            return reading.read(file);
        } catch (NoSuchFileException e) {
            throw new Refusal(
                    "path",
                    path + " does not exist where the sensor looks",
                    "a sensor in a container sees its own files; the host's are below /proc/1/root");
        } catch (AccessDeniedException e) {
            throw new Refusal(
                    "path",
                    path + " cannot be read: permission denied",
                    "the sensor needs CAP_DAC_READ_SEARCH for files that root does not own");
        } catch (IOException e) {
            throw new Refusal("path", path + " cannot be used: " + e.getMessage(), "");
        }
    }

    /**
     * Refuses a file that has none of the digests that the hook names.
     *
     * @return a sentence for the plan; null when the hook names none
     */
    static @Nullable String verify(Hook.Uprobe hook, ElfFile file) throws Refusal, IOException {
        if (hook.digests().isEmpty()) {
            return null;
        }
        List<String> found = new ArrayList<>();
        for (String digest : hook.digests()) {
            int colon = digest.indexOf(':');
            String algorithm = digest.substring(0, colon);
            String actual = algorithm + ":" + digest(file, algorithm);
            if (actual.equals(digest.toLowerCase(Locale.ROOT))) {
                return "the file has the digest " + actual;
            }
            if (!found.contains(actual)) {
                found.add(actual);
            }
        }
        throw new Refusal(
                "binaryDigests",
                "digest verification failed: %s has %s"
                        .formatted(hook.file(), String.join(" and ", found)),
                "name this digest if it is the file that you mean; with"
                        + " ignore.digestVerificationFailure the policy loads without this hook");
    }

    private static String digest(ElfFile file, String algorithm) throws IOException {
        String name = ALGORITHMS.get(algorithm);
        return name == null
                ? file.buildId().map(HexFormat.of()::formatHex).orElse("none")
                : file.digest(name);
    }
}
