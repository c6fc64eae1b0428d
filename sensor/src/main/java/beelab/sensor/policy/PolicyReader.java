package beelab.sensor.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the text of one TracingPolicy or TracingPolicyNamespaced: YAML (or JSON, which is YAML too)
 * against the whole policy language. Strict: an unknown field, a wrong type or a broken rule of the
 * language is a problem with its line and column, and all problems are told at once. Whether this
 * kernel and this version can <em>do</em> what the policy says is the planner's question.
 */
public final class PolicyReader {
    /** Kubernetes stores no object larger than this; nor is there a policy that needs it. */
    static final int MAX_BYTES = 1 << 20;

    private PolicyReader() {}

    /**
     * Reads a file.
     *
     * @throws PolicyException when the file cannot be read or holds no sound policy
     */
    public static TracingPolicy readFile(Path file) throws PolicyException {
        return read(readText(file), file.toString());
    }

    /**
     * The text of a policy file, which must be UTF-8 of at most 1 MiB.
     *
     * @throws PolicyException when the file cannot be read as such
     */
    public static String readText(Path file) throws PolicyException {
        String source = file.toString();
        try {
            if (Files.isDirectory(file)) {
                throw refusal(source, "this is a folder", "name a file with one policy");
            }
            byte[] bytes;
            // Not Files.size: a pipe such as /dev/stdin tells no size.
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            }
            if (bytes.length > MAX_BYTES) {
                throw tooLong(source);
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (NoSuchFileException e) {
            throw refusal(source, "there is no such file", "");
        } catch (CharacterCodingException e) {
            throw refusal(source, "the file is not UTF-8 text", "");
        } catch (IOException e) {
            throw refusal(source, "the file cannot be read: " + e.getMessage(), "");
        }
    }

    /**
     * Reads a text.
     *
     * @param source where the text comes from, for messages
     * @throws PolicyException with every problem found, in the order of the text
     */
    public static TracingPolicy read(String text, String source) throws PolicyException {
        if (text.length() > MAX_BYTES) {
            throw tooLong(source);
        }
        List<YamlNode> documents = YamlParser.documents(text, source);
        if (documents.isEmpty()) {
            throw refusal(
                    source,
                    "there is no policy in it",
                    "a policy begins with apiVersion: cilium.io/v1alpha1");
        }
        if (documents.size() > 1) {
            SourceMap.Mark second = documents.get(1).mark();
            throw new PolicyException(
                    new PolicyProblem(
                            source,
                            second.line(),
                            second.column(),
                            "",
                            "a second document begins here; one text holds one policy",
                            "put it into a file of its own"));
        }
        SchemaReader reader = new SchemaReader(source);
        Values values = reader.read(documents.getFirst(), PolicySchema.DOCUMENT);
        List<PolicyProblem> schemaProblems = reader.problems();
        MacroExpander macros = new MacroExpander(reader.sources(), values);
        PolicyMapper mapper = new PolicyMapper(macros);
        TracingPolicy policy = mapper.policy(values, reader.sources());
        PolicyValidator.Result rules = PolicyValidator.check(policy);

        List<PolicyProblem> problems = new ArrayList<>(schemaProblems);
        Set<String> broken = new LinkedHashSet<>();
        for (PolicyProblem problem : schemaProblems) {
            broken.add(part(problem.path()));
            if (problem.path().matches("spec\\.[^.]+")) {
                // A misspelt section or a broken hook must not also be told as "there is no hook".
                broken.add("spec");
            }
        }
        List<PolicyProblem> later = new ArrayList<>(macros.problems());
        later.addAll(rules.problems());
        for (PolicyProblem problem : later) {
            // A part with a broken field is only half read: rules judged on it would mislead.
            if (!broken.contains(part(problem.path())) && !broken.contains("")) {
                problems.add(problem);
            }
        }
        if (!problems.isEmpty()) {
            problems.sort(
                    Comparator.comparingInt(PolicyProblem::line)
                            .thenComparingInt(PolicyProblem::column));
            throw new PolicyException(problems);
        }
        return new TracingPolicy(
                policy.kind(),
                policy.name(),
                policy.namespace(),
                policy.spec(),
                policy.sources(),
                rules.warnings());
    }

    /** The hook or section that a path is in: {@code spec.kprobes[2].args[0]} is in kprobes[2]. */
    private static String part(String path) {
        String[] steps = path.split("\\.", 3);
        return steps.length < 2 ? path : steps[0] + "." + steps[1];
    }

    private static PolicyException tooLong(String source) {
        return refusal(source, "the text is longer than 1 MiB", "is this really a policy?");
    }

    private static PolicyException refusal(String source, String message, String hint) {
        return new PolicyException(new PolicyProblem(source, 0, 0, "", message, hint));
    }
}
