package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folders of pinned links, one for each agent that pins:
 *
 * <pre>
 * agent-PID-MILLIS/                              locked as long as this agent lives
 *   base/N                                       links of the base sensor
 *   chain-N/                                     link and maps of a chain
 *   policies/DOMAIN/NAMESPACE/NAME/ID/N          links of one version of a policy
 * </pre>
 */
final class PinFolder {
    private static final String AGENT = "agent-";
    private static final String POLICIES = "policies";

    /** No namespace of Kubernetes has this name. */
    private static final String CLUSTER_WIDE = "_";

    private PinFolder() {}

    /** Folders of agents below a folder; none when it does not exist. */
    static List<Path> agents(Path root) throws IOException {
        return Files.isDirectory(root)
                ? children(root).stream()
                        .filter(child -> child.getFileName().toString().startsWith(AGENT))
                        .toList()
                : List.of();
    }

    /** The folder of this agent, made now. */
    static Path create(Path root) throws IOException {
        return Files.createDirectory(
                root.resolve(
                        AGENT + ProcessHandle.current().pid() + "-" + System.currentTimeMillis()));
    }

    static Path of(Path agent, PolicyKey key) {
        return agent.resolve(POLICIES)
                .resolve(encode(key.domain()))
                .resolve(key.namespace().isEmpty() ? CLUSTER_WIDE : encode(key.namespace()))
                .resolve(encode(key.name()));
    }

    /** The policies that an agent has pinned. */
    static List<PolicyKey> policies(Path agent) throws IOException {
        List<PolicyKey> keys = new ArrayList<>();
        Path policies = agent.resolve(POLICIES);
        if (Files.isDirectory(policies)) {
            for (Path domain : children(policies)) {
                for (Path namespace : children(domain)) {
                    for (Path name : children(namespace)) {
                        String space = decode(namespace);
                        keys.add(
                                new PolicyKey(
                                        decode(domain),
                                        space.equals(CLUSTER_WIDE) ? "" : space,
                                        decode(name)));
                    }
                }
            }
        }
        return keys;
    }

    /** The file system refuses dots in names. */
    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace(".", "%2E");
    }

    private static String decode(Path name) {
        return URLDecoder.decode(name.getFileName().toString(), StandardCharsets.UTF_8);
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        }
    }

    /** Deletes names, which detaches what nothing else holds. A folder that is gone is no error. */
    static void delete(Path folder) throws BpfException {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Path ignored =
                    Files.walkFileTree(
                            folder,
                            new SimpleFileVisitor<>() {
                                @Override
                                public FileVisitResult visitFile(
                                        Path file, BasicFileAttributes attributes)
                                        throws IOException {
                                    Files.delete(file);
                                    return FileVisitResult.CONTINUE;
                                }

                                @Override
                                public FileVisitResult postVisitDirectory(
                                        Path visited, IOException failure) throws IOException {
                                    if (failure != null) {
                                        throw failure;
                                    }
                                    Files.delete(visited);
                                    return FileVisitResult.CONTINUE;
                                }
                            });
        } catch (IOException e) {
            throw refused("release " + folder, e);
        }
    }

    static BpfException refused(String doing, IOException e) {
        return new BpfException(doing + ": " + e);
    }
}
