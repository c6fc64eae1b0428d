package beelab.sensor.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The small JSON file by which a running agent tells others on the machine where it is. */
public final class InfoFile implements AutoCloseable {
    /** Folder of the info file and of the Unix socket. */
    public static final String DEFAULT_FOLDER = "/var/run/beelab";

    /** Where clients look. */
    public static final String DEFAULT_PATH = DEFAULT_FOLDER + "/beelab-info.json";

    /** Where an agent listens when nothing else is said. */
    public static final String DEFAULT_ADDRESS = "localhost:54321";

    private final Path file;

    private InfoFile(Path file) {
        this.file = file;
    }

    /**
     * Writes the file; readers see the old one or the new one, never half of it.
     *
     * @throws IOException when the folder cannot be made or written
     */
    static InfoFile write(Path file, String serverAddress, String exportFilename)
            throws IOException {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("server_address", serverAddress);
        info.put("pid", ProcessHandle.current().pid());
        info.put("version", AgentVersion.get());
        if (!exportFilename.isEmpty()) {
            info.put("export_filename", exportFilename);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, JsonMapper.shared().writeValueAsString(info) + "\n");
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new InfoFile(file);
    }

    /** The address that a running agent wrote down, or the default. */
    public static String serverAddress() {
        return serverAddress(Path.of(DEFAULT_PATH));
    }

    static String serverAddress(Path file) {
        try {
            JsonNode address =
                    JsonMapper.shared().readTree(Files.readString(file)).path("server_address");
            return address.isString() && !address.asString().isEmpty()
                    ? address.asString()
                    : DEFAULT_ADDRESS;
        } catch (IOException | JacksonException _) {
            return DEFAULT_ADDRESS;
        }
    }

    /** Removes the file. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // A reader then finds nobody at the address, and says so.
        }
    }
}
