package beelab.lab.guide;

import beelab.lab.guide.Block.Ending;
import beelab.lab.scenario.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.asciidoctor.ast.StructuralNode;

/** Recognizes the blocks of a document that can be acted on, by their role. */
final class BlockReader {

    private static final String DEFAULT_TERMINAL = "main";
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    /** Attributes that any of our blocks may carry; Asciidoctor sets the rest by itself. */
    private static final Set<String> OURS =
            Set.of("terminal", "file", "expect-exit", "shows", "port", "path", "filter");

    private static final Set<String> ASCIIDOCTOR =
            Set.of(
                    "style",
                    "language",
                    "id",
                    "role",
                    "title",
                    "opts",
                    "options",
                    "cloaked-context");

    private static final Map<String, Set<String>> ATTRIBUTES =
            Map.of(
                    "run", Set.of("terminal", "expect-exit", "shows"),
                    "apply", Set.of("terminal", "file"),
                    "delete", Set.of("terminal", "file"),
                    "open", Set.of("port", "path"),
                    "watch", Set.of("filter"),
                    "quiz", Set.of());

    private static final Set<String> RUN_OPTIONS = Set.of("interrupt", "shell", "follow");

    private final Path scenarioFolder;
    private final GuideProblems problems;

    BlockReader(Path scenarioFolder, GuideProblems problems) {
        this.scenarioFolder = scenarioFolder;
        this.problems = problems;
    }

    /** The block that the node declares; empty when it is ordinary text. */
    Optional<Block> read(StructuralNode node) {
        List<String> roles = node.getRoles().stream().filter(ATTRIBUTES::containsKey).toList();
        if (roles.isEmpty()) {
            return Optional.empty();
        }
        if (roles.size() > 1) {
            problems.add(node, "has several roles: " + String.join(", ", roles), "keep one");
            return Optional.empty();
        }
        String role = roles.getFirst();
        String id = node.getId() == null ? "" : node.getId();
        if (!ID.matcher(id).matches()) {
            problems.add(
                    node,
                    "a block with the role '%s' needs an id".formatted(role),
                    "write id=\"some-name\" with small letters, digits and hyphens");
            return Optional.empty();
        }
        checkAttributes(node, role);
        return switch (role) {
            case "run" -> run(node, id);
            case "apply" ->
                    file(node).map(file -> new Block.Apply(id, terminal(node), file, text(node)));
            case "delete" -> file(node).map(file -> new Block.Delete(id, terminal(node), file));
            case "open" -> open(node, id);
            case "watch" -> Optional.of(new Block.Watch(id, attribute(node, "filter", text(node))));
            default -> new QuizReader(problems).read(node, id);
        };
    }

    private void checkAttributes(StructuralNode node, String role) {
        Set<String> allowed = ATTRIBUTES.getOrDefault(role, Set.of());
        for (String name : node.getAttributes().keySet()) {
            boolean known =
                    allowed.contains(name)
                            || ASCIIDOCTOR.contains(name)
                            || name.matches("\\d+")
                            || name.endsWith("-option");
            if (!known) {
                problems.add(
                        node,
                        "a block with the role '%s' has no attribute '%s'".formatted(role, name),
                        OURS.contains(name)
                                ? "it belongs to another role"
                                : Suggestion.hint(name, allowed));
            }
            if (name.endsWith("-option")) {
                String option = name.substring(0, name.length() - "-option".length());
                if (!role.equals("run") || !RUN_OPTIONS.contains(option)) {
                    problems.add(
                            node,
                            "a block with the role '%s' has no option '%s'".formatted(role, option),
                            role.equals("run") ? Suggestion.hint(option, RUN_OPTIONS) : "");
                }
            }
        }
    }

    private Optional<Block> run(StructuralNode node, String id) {
        List<String> lines = text(node).lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty()) {
            problems.add(node, "there is no command", "write one command per line");
            return Optional.empty();
        }
        if (lines.stream().anyMatch(line -> line.contains("<<"))) {
            problems.add(
                    node,
                    "here-documents cannot be typed line by line",
                    "put the text into a file of the scenario's folder");
        }
        boolean shell = node.isOption("shell");
        boolean follow = node.isOption("follow");
        if ((shell || follow) && (lines.size() > 1 || (shell && follow))) {
            problems.add(
                    node,
                    "a block that opens a shell or goes on holds one command",
                    "split it into several blocks");
        }
        return Optional.of(
                new Block.Run(
                        id,
                        terminal(node),
                        lines,
                        node.isOption("interrupt"),
                        shell ? Ending.OPENS_SHELL : follow ? Ending.FOLLOWS : Ending.RETURNS,
                        exits(node),
                        attribute(node, "shows", "")));
    }

    private List<Integer> exits(StructuralNode node) {
        String text = attribute(node, "expect-exit", "0");
        if (!text.matches("\\d{1,3}(, ?\\d{1,3})*")) {
            problems.add(
                    node,
                    "expect-exit is '%s', expected exit codes".formatted(text),
                    "write expect-exit=\"137\" or expect-exit=\"0,1\"");
            return List.of(0);
        }
        return Arrays.stream(text.split(", ?")).map(Integer::valueOf).toList();
    }

    private Optional<String> file(StructuralNode node) {
        String file = attribute(node, "file", "");
        Path path = scenarioFolder.resolve(file).normalize();
        if (file.isEmpty()) {
            problems.add(node, "the attribute 'file' is missing", "file=\"policies/….yaml\"");
            return Optional.empty();
        }
        if (!path.startsWith(scenarioFolder) || !file.matches("[A-Za-z0-9_./-]+")) {
            problems.add(node, "'%s' is not in the scenario's folder".formatted(file), "");
            return Optional.empty();
        }
        try {
            String content = Files.readString(path);
            if (node.hasRole("apply") && !content.strip().equals(text(node).strip())) {
                problems.add(
                        node,
                        "shows something else than %s holds".formatted(file),
                        "write include::{scenario}/%s[] as its only line".formatted(file));
            }
            return Optional.of(file);
        } catch (IOException _) {
            problems.add(node, "there is no file %s".formatted(path), "check the attribute 'file'");
            return Optional.empty();
        }
    }

    private Optional<Block> open(StructuralNode node, String id) {
        int port = number(node, "port", 30000, 32767);
        String path = attribute(node, "path", "/");
        if (!path.startsWith("/")) {
            problems.add(node, "the path '%s' does not begin with a slash".formatted(path), "");
        }
        return Optional.of(new Block.Open(id, port, path));
    }

    private int number(StructuralNode node, String name, int min, int max) {
        String text = attribute(node, name, "");
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Told below, together with the range.
        }
        problems.add(
                node,
                "%s is '%s', expected a number from %d to %d".formatted(name, text, min, max),
                "");
        return min;
    }

    private static String terminal(StructuralNode node) {
        return attribute(node, "terminal", DEFAULT_TERMINAL);
    }

    private static String attribute(StructuralNode node, String name, String otherwise) {
        Object value = node.getAttributes().get(name);
        return value == null ? otherwise : value.toString();
    }

    private static String text(StructuralNode node) {
        return node instanceof org.asciidoctor.ast.Block block ? block.getSource() : "";
    }
}
