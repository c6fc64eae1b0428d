package beelab.lab.guide;

import beelab.lab.scenario.ScenarioException;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Guides that were converted before, one JSON file each, named by the hash of everything that went
 * into it. Anything wrong with a file of the cache means converting again, never an error.
 */
final class GuideCache {

    private static final System.Logger LOG = System.getLogger(GuideCache.class.getName());

    /** Changes whenever the shape of a guide or the making of its HTML changes. */
    private static final String VERSION = "1";

    private static final JsonMapper MAPPER =
            JsonMapper.builder().addMixIn(Block.class, BlockType.class).build();

    private final Path folder;

    GuideCache(Path folder) {
        this.folder = folder;
    }

    /** Makes a guide; may take seconds. */
    interface Maker {
        Guide make() throws ScenarioException;
    }

    /** Names the kinds of blocks in the file. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "block")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Block.Run.class, name = "run"),
        @JsonSubTypes.Type(value = Block.Apply.class, name = "apply"),
        @JsonSubTypes.Type(value = Block.Delete.class, name = "delete"),
        @JsonSubTypes.Type(value = Block.Open.class, name = "open"),
        @JsonSubTypes.Type(value = Block.Watch.class, name = "watch"),
        @JsonSubTypes.Type(value = Block.Quiz.class, name = "quiz")
    })
    private interface BlockType {}

    /**
     * The guide made from these folders' files, from the cache when none of them changed.
     *
     * @param inputs folders; every AsciiDoc and YAML file below them counts
     */
    Guide get(List<Path> inputs, Maker maker) throws ScenarioException {
        String key;
        try {
            key = hash(inputs);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the guide is not cached: {0}", e.getMessage());
            return maker.make();
        }
        Path file = folder.resolve(key + ".json");
        Optional<Guide> cached = read(file);
        if (cached.isPresent()) {
            return cached.get();
        }
        Guide guide = maker.make();
        write(file, guide);
        return guide;
    }

    private static Optional<Guide> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(MAPPER.readValue(Files.readString(file), Guide.class))
                    : Optional.empty();
        } catch (IOException | JacksonException e) {
            LOG.log(Level.WARNING, "cached guide {0} is unreadable: {1}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private void write(Path file, Guide guide) {
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "guide", ".part");
            Files.writeString(part, MAPPER.writeValueAsString(guide));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | JacksonException e) {
            LOG.log(Level.WARNING, "the guide cannot be cached: {0}", e.getMessage());
        }
    }

    private static String hash(List<Path> inputs) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(VERSION.getBytes(StandardCharsets.UTF_8));
            for (Path folder : inputs) {
                // Absolute paths are part of messages and includes, not of the result's meaning;
                // they are hashed so that two clones never share a file by accident.
                digest.update(folder.toString().getBytes(StandardCharsets.UTF_8));
                for (Path file : files(folder)) {
                    digest.update(
                            folder.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) 0);
                    digest.update(Files.readAllBytes(file));
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Text files that a guide can be made of: AsciiDoc and YAML, build output left out. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> path.toString().matches(".*\\.(adoc|ya?ml)"))
                    .filter(path -> !path.startsWith(folder.resolve("target")))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }
}
