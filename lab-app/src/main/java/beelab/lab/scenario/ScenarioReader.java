package beelab.lab.scenario;

import beelab.lab.scenario.Scenario.Image;
import beelab.lab.scenario.Scenario.Level;
import beelab.lab.scenario.Scenario.Requirements;
import beelab.lab.scenario.Scenario.Survivor;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads scenario.yaml. Every mistake in the file is found in one reading. */
public final class ScenarioReader {

    /** Name of the file in a scenario's folder. */
    public static final String FILE = "scenario.yaml";

    /** The version of the format that this reader understands. */
    public static final int FORMAT_VERSION = 1;

    /** The place in lists of a scenario that does not say its own: behind those that do. */
    public static final int LAST = 1000;

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Pattern MEMORY = Pattern.compile("(\\d{1,6})(Mi|Gi)");
    private static final Pattern TAG = Pattern.compile(".+:[A-Za-z0-9_][A-Za-z0-9_.-]*(@.+)?");

    private ScenarioReader() {}

    /**
     * Reads the scenario in a folder.
     *
     * @param folder folder with scenario.yaml
     * @throws ScenarioException with every mistake, each with line and column
     */
    public static Scenario read(Path folder) throws ScenarioException {
        Path file = folder.resolve(FILE);
        Problems problems = new Problems();
        Node root = compose(file, problems);
        problems.throwIfAny();
        if (root == null) {
            problems.add(file, "the file is empty", "see scenarios/symlink/scenario.yaml");
            problems.throwIfAny();
            throw new AssertionError();
        }
        Scenario scenario = scenario(folder, new YamlNode(file, root, "", problems));
        problems.throwIfAny();
        return scenario;
    }

    /**
     * Reads a scenario.yaml that lies in a bundle of evidence, without the rest of its folder.
     *
     * @throws ScenarioException with every mistake, each with line and column
     */
    public static Scenario readRecorded(Path file) throws ScenarioException {
        Problems problems = new Problems();
        Node root = compose(file, problems);
        problems.throwIfAny();
        if (root == null) {
            problems.add(file, "the file is empty", "");
            problems.throwIfAny();
            throw new AssertionError();
        }
        Scenario scenario = scenario(null, new YamlNode(file, root, "", problems));
        problems.throwIfAny();
        return scenario;
    }

    private static @Nullable Node compose(Path file, Problems problems) {
        try {
            LoadSettings settings =
                    LoadSettings.builder()
                            .setLabel(file.toString())
                            .setAllowDuplicateKeys(true)
                            .setMaxAliasesForCollections(20)
                            .build();
            Optional<Node> node = new Compose(settings).composeString(Files.readString(file));
            return node.orElse(null);
        } catch (MarkedYamlEngineException e) {
            Mark mark =
                    e.getProblemMark()
                            .map(m -> new Mark(file, m.getLine() + 1, m.getColumn() + 1))
                            .orElseGet(() -> new Mark(file, 1, 1));
            problems.add(
                    mark,
                    "",
                    "not valid YAML: " + e.getProblem(),
                    "check indentation, quotes and tabs");
        } catch (YamlEngineException e) {
            problems.add(file, "not valid YAML: " + e.getMessage(), "");
        } catch (MalformedInputException _) {
            problems.add(file, "is not UTF-8 text", "save it as UTF-8");
        } catch (IOException _) {
            problems.add(
                    file,
                    "cannot be read",
                    Files.exists(file)
                            ? "check its permissions"
                            : "a scenario is a folder with a file " + FILE);
        }
        return null;
    }

    private static Scenario scenario(@Nullable Path folder, YamlNode root) {
        YamlObject object = new YamlObject(root, Keys.SCENARIO);
        String version = object.required("formatVersion");
        YamlNode versionNode = object.get("formatVersion");
        if (versionNode != null && !version.equals(Integer.toString(FORMAT_VERSION))) {
            versionNode.problem(
                    "format version '%s' is not known".formatted(version),
                    "this lab reads version " + FORMAT_VERSION);
        }
        String id = object.required("id");
        YamlNode idNode = object.get("id");
        String folderName =
                folder == null ? id : folder.toAbsolutePath().normalize().getFileName().toString();
        if (idNode != null && !id.equals(folderName)) {
            idNode.problem(
                    "'%s' is not the name of the folder".formatted(id), "write " + folderName);
        }
        return new Scenario(
                folder == null ? Path.of("") : folder,
                id,
                object.required("title"),
                object.text("summary", ""),
                object.integer("order", 1, LAST, LAST),
                object.integer("minutes", 1, 600, 15),
                object.choice("level", Level.class, Level.BEGINNER),
                requirements(object.get("requires")),
                images(folder, object),
                survivors(object),
                steps(object));
    }

    private static Requirements requirements(@Nullable YamlNode node) {
        if (node == null) {
            return Requirements.NONE;
        }
        YamlObject object = new YamlObject(node, Keys.REQUIRES);
        String kernel = object.text("kernel", "");
        YamlNode kernelNode = object.get("kernel");
        if (kernelNode != null && !kernel.matches("\\d+\\.\\d+")) {
            kernelNode.problem("'" + kernel + "' is not a kernel version", "write it as \"5.8\"");
        }
        return new Requirements(kernel, memory(object.get("memory")), object.texts("features"));
    }

    private static int memory(@Nullable YamlNode node) {
        if (node == null) {
            return 0;
        }
        String text = node.text();
        Matcher matcher = MEMORY.matcher(text);
        if (!matcher.matches()) {
            node.problem("'" + text + "' is not an amount of memory", "write 512Mi or 2Gi");
            return 0;
        }
        return Integer.parseInt(matcher.group(1)) * (matcher.group(2).equals("Gi") ? 1024 : 1);
    }

    private static List<Image> images(@Nullable Path folder, YamlObject object) {
        List<Image> images = new ArrayList<>();
        for (YamlNode node : object.list("images")) {
            YamlNode reference = node;
            Path build = null;
            if (node.isMapping()) {
                YamlObject image = new YamlObject(node, Keys.IMAGE);
                image.required("image");
                reference = image.get("image");
                build = folder == null ? null : build(folder, image);
            }
            if (reference == null) {
                continue;
            }
            String text = reference.text();
            if (!TAG.matcher(text).matches() || text.endsWith(":latest")) {
                reference.problem(
                        "the image '%s' has no fixed tag".formatted(text),
                        "write name:version; 'latest' changes under the learner's feet");
            }
            images.add(new Image(text, build));
        }
        return images;
    }

    private static @Nullable Path build(Path folder, YamlObject image) {
        YamlNode node = image.get("build");
        if (node == null) {
            return null;
        }
        Path build = folder.resolve(node.text()).normalize();
        if (!build.startsWith(folder) || !Files.isRegularFile(build.resolve("Dockerfile"))) {
            node.problem(
                    "'%s' is no folder of the scenario with a Dockerfile".formatted(node.text()),
                    "write its path below the scenario's folder: app/frontend");
        }
        return build;
    }

    private static List<Survivor> survivors(YamlObject object) {
        return object.list("survivors").stream()
                .map(node -> new YamlObject(node, Keys.SURVIVOR))
                .map(survivor ->
                        new Survivor(
                                survivor.required("policy"),
                                survivor.required("mutation"),
                                survivor.required("reason"),
                                survivor.mark()))
                .toList();
    }

    private static List<StepSpec> steps(YamlObject object) {
        List<StepSpec> steps = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (YamlNode node : object.list("steps")) {
            StepSpec step = StepReader.read(node);
            if (!step.id().isEmpty() && !ID.matcher(step.id()).matches()) {
                node.problem(
                        "the id '%s' is not allowed".formatted(step.id()),
                        "use small letters, digits and hyphens, beginning with a letter");
            }
            if (!ids.add(step.id())) {
                node.problem("there are two steps '%s'".formatted(step.id()), "rename one");
            }
            steps.add(step);
        }
        if (steps.isEmpty()) {
            object.problem("there are no steps", "add a list 'steps'");
        }
        return steps;
    }
}
