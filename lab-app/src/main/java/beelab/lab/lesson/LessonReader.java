package beelab.lab.lesson;

import beelab.lab.LabHome;
import beelab.lab.guide.Block;
import beelab.lab.guide.Guide;
import beelab.lab.guide.GuideReader;
import beelab.lab.scenario.EventField;
import beelab.lab.scenario.EventPattern;
import beelab.lab.scenario.Expectation;
import beelab.lab.scenario.PolicyCondition;
import beelab.lab.scenario.Problem;
import beelab.lab.scenario.Problems;
import beelab.lab.scenario.Scenario;
import beelab.lab.scenario.Scenario.Survivor;
import beelab.lab.scenario.ScenarioException;
import beelab.lab.scenario.ScenarioReader;
import beelab.lab.scenario.StepSpec;
import beelab.lab.scenario.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a scenario with its guide, and finds what does not fit between the two. */
public final class LessonReader {

    private final LabHome home;

    /**
     * @param home where scenarios, guides and the cache are
     */
    public LessonReader(LabHome home) {
        this.home = home;
    }

    /**
     * Ids of the scenarios that exist, in the order of their {@code order} and then of the
     * alphabet. One that cannot be read comes last: it must not hide the others, and reading it
     * tells why.
     */
    public List<String> ids() {
        Path folder = home.root().resolve("scenarios");
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.exists(entry.resolve(ScenarioReader.FILE)))
                    .map(entry -> entry.getFileName().toString())
                    .sorted(
                            Comparator.comparingInt(this::order)
                                    .thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    private int order(String id) {
        try {
            return ScenarioReader.read(home.root().resolve("scenarios").resolve(id)).order();
        } catch (ScenarioException _) {
            return ScenarioReader.LAST;
        }
    }

    /**
     * Reads scenarios/{id} and guides/{id}.
     *
     * @throws ScenarioException with every mistake
     */
    public Lesson read(String id) throws ScenarioException {
        Path folder = home.root().resolve("scenarios").resolve(id).normalize();
        if (!id.matches("[a-z][a-z0-9-]*") || !Files.isDirectory(folder)) {
            throw new ScenarioException(
                    new Problem(
                            folder,
                            0,
                            0,
                            "",
                            "there is no scenario '%s'".formatted(id),
                            Suggestion.hint(id, ids())));
        }
        Scenario scenario = ScenarioReader.read(folder);
        Guide guide = new GuideReader(home.root(), home.cache().resolve("guides")).read(id, folder);
        Problems problems = new Problems();
        stimuli(scenario, guide, problems);
        Set<String> policies = PolicyFiles.names(folder, problems);
        for (StepSpec step : scenario.steps()) {
            policies(step, policies, problems);
        }
        survivors(scenario, problems);
        problems.throwIfAny();
        return new Lesson(scenario, guide);
    }

    /** Stimuli exist, and steps are declared in the order in which the guide causes them. */
    private static void stimuli(Scenario scenario, Guide guide, Problems problems) {
        List<String> ids = guide.blocks().stream().map(Block::id).toList();
        int last = -1;
        for (StepSpec step : scenario.steps()) {
            String stimulus = step.stimulus();
            if (stimulus == null) {
                continue;
            }
            int position = ids.indexOf(stimulus);
            String path = "steps[%d].stimulus".formatted(scenario.steps().indexOf(step));
            if (position < 0) {
                problems.add(
                        step.mark(),
                        path,
                        "the guide has no block '%s'".formatted(stimulus),
                        Suggestion.hint(stimulus, ids));
            } else if (!(guide.blocks().get(position) instanceof Block.Typed)) {
                problems.add(
                        step.mark(),
                        path,
                        "the block '%s' runs nothing".formatted(stimulus),
                        "a stimulus has the role run, apply or delete");
            } else if (position < last) {
                problems.add(
                        step.mark(),
                        path,
                        "the block '%s' comes earlier in the guide than that of the step before"
                                .formatted(stimulus),
                        "declare steps in the guide's order");
            }
            last = Math.max(last, position);
        }
    }

    /** An expectation about a policy that nobody can apply could never be met, or never fail. */
    private static void policies(StepSpec step, Set<String> known, Problems problems) {
        Stream<String> named =
                Stream.of(
                                step.expect().stream(),
                                step.holds().stream(),
                                step.never().stream(),
                                Stream.ofNullable(step.when()))
                        .flatMap(stream -> stream)
                        .map(LessonReader::policy);
        named.filter(name -> !name.isEmpty() && !known.contains(name))
                .distinct()
                .forEach(name ->
                        problems.add(
                                step.mark(),
                                "step " + step.id(),
                                "no file in policies/ holds a policy '%s'".formatted(name),
                                Suggestion.hint(name, known)));
    }

    /** What is explained must be a mutation that is really tried, or the words outlive it. */
    private static void survivors(Scenario scenario, Problems problems) {
        for (Survivor survivor : scenario.survivors()) {
            String path = "survivors[%d]".formatted(scenario.survivors().indexOf(survivor));
            try {
                Path folder = scenario.folder().resolve("policies");
                List<String> files =
                        PolicyFiles.in(scenario.folder()).stream()
                                .map(file -> file.getFileName().toString())
                                .toList();
                if (!files.contains(survivor.policy())) {
                    problems.add(
                            survivor.mark(),
                            path + ".policy",
                            "there is no file policies/" + survivor.policy(),
                            Suggestion.hint(survivor.policy(), files));
                    continue;
                }
                List<String> tried =
                        PolicyMutants.of(
                                        Files.readString(folder.resolve(survivor.policy())),
                                        PodLabels.of(scenario.folder()))
                                .stream()
                                .map(PolicyMutants.Mutant::what)
                                .toList();
                if (!tried.contains(survivor.mutation())) {
                    problems.add(
                            survivor.mark(),
                            path + ".mutation",
                            "no mutation of %s is '%s'"
                                    .formatted(survivor.policy(), survivor.mutation()),
                            Suggestion.hint(survivor.mutation(), tried));
                }
            } catch (IOException e) {
                problems.add(scenario.folder().resolve("policies"), "cannot be read: " + e, "");
            } catch (YamlEngineException _) {
                // Told with its file by PolicyFiles.names.
            }
        }
    }

    private static String policy(Expectation expectation) {
        return switch (expectation) {
            case EventPattern pattern -> pattern.exact(EventField.POLICY);
            case PolicyCondition condition -> condition.name();
            default -> "";
        };
    }
}
