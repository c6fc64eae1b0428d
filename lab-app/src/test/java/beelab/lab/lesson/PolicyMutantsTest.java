package beelab.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PolicyMutantsTest {

    private static final Map<String, Set<String>> LABELS = Map.of("app", Set.of("a", "b"));

    private static final String POLICY =
            """
            apiVersion: cilium.io/v1alpha1
            kind: TracingPolicy
            metadata: {name: p}
            spec:
              podSelector: {matchLabels: {app: a}}
              kprobes:
                - call: sys_symlinkat
                  selectors:
                    - matchArgs:
                        - {index: 0, operator: Equal, values: [/etc/passwd]}
                        - {index: 1, operator: GT, values: ["3"]}
                      matchActions:
                        - action: Sigkill
              lsmhooks:
                - hook: path_symlink
                  selectors:
                    - matchBinaries:
                        - {operator: Prefix, values: [/usr/bin/ln]}
                      matchActions:
                        - {action: Override, argError: -1}
            """;

    @Test
    void everyConditionIsLeftOutOnceAndEveryActionReplaced() {
        assertThat(PolicyMutants.of(POLICY, LABELS))
                .extracting(PolicyMutants.Mutant::what)
                .containsExactly(
                        "podSelector with any app of the scenario",
                        "kprobes[0].selectors[0] without matchArgs[0]",
                        "kprobes[0].selectors[0].matchArgs[0] Prefix / instead of Equal",
                        "kprobes[0].selectors[0] without matchArgs[1]",
                        "kprobes[0].selectors[0].matchActions[0] Post instead of Sigkill",
                        "lsmhooks[0].selectors[0] without matchBinaries[0]",
                        "lsmhooks[0].selectors[0].matchBinaries[0] Prefix / instead of Prefix",
                        "lsmhooks[0].selectors[0].matchActions[0] Sigkill instead of Override",
                        "lsmhooks[0].selectors[0].matchActions[0] Post instead of Override");
    }

    @Test
    void aMutantDiffersInWhatItSaysAndInNothingElse() {
        List<PolicyMutants.Mutant> mutants = PolicyMutants.of(POLICY, LABELS);

        assertThat(mutants.getFirst().yaml())
                .contains("Sigkill", "podSelector", "operator: In", "- a", "- b");
        assertThat(mutants.get(4).yaml())
                .doesNotContain("Sigkill")
                .contains("action: Post", "/etc/passwd", "podSelector", "argError: -1");
        assertThat(mutants)
                .extracting(PolicyMutants.Mutant::yaml)
                .doesNotHaveDuplicates()
                .allMatch(yaml -> PolicyMutants.of(yaml, LABELS) != null);
    }

    /** Sigkill for whoever calls uname, without a podSelector, ends shells, compilers and sshd. */
    @Test
    void aPolicyThatActsIsNeverTriedOutsideOfTheScenariosPods() {
        assertThat(PolicyMutants.of(POLICY, Map.of("app", Set.of("a"))))
                .first()
                .satisfies(mutant -> {
                    assertThat(mutant.what()).isEqualTo("without podSelector");
                    assertThat(mutant.yaml()).isEmpty();
                    assertThat(mutant.danger()).contains("outside of the scenario's pods");
                });
        String everywhere = POLICY.replace("podSelector: {matchLabels: {app: a}}", "x: y");
        assertThat(PolicyMutants.of(everywhere, LABELS))
                .filteredOn(mutant -> mutant.danger().isEmpty())
                .extracting(PolicyMutants.Mutant::what)
                .containsExactly(
                        "kprobes[0].selectors[0].matchActions[0] Post instead of Sigkill",
                        "lsmhooks[0].selectors[0].matchActions[0] Post instead of Override");
    }

    @Test
    void noMutantOfAShippedPolicyActsWithoutAPodSelector() throws Exception {
        Path scenarios = ShippedLessonsTest.repository().resolve("scenarios");
        int acting = 0;
        try (Stream<Path> folders = Files.list(scenarios)) {
            for (Path folder : folders.toList()) {
                for (Path file : PolicyFiles.in(folder)) {
                    for (PolicyMutants.Mutant mutant :
                            PolicyMutants.of(Files.readString(file), PodLabels.of(folder))) {
                        if (mutant.yaml().matches("(?s).*action: (Sigkill|Signal|Override).*")) {
                            acting++;
                            assertThat(mutant.yaml())
                                    .as("%s: %s", file, mutant.what())
                                    .containsPattern("podSelector:\\s+match");
                        }
                    }
                }
            }
        }
        assertThat(acting).isGreaterThan(5);
    }

    @Test
    void aHookOfSeveralIsLeftOut() {
        String two =
                """
                kind: TracingPolicy
                spec:
                  kprobes: [{call: a}, {call: b}]
                """;
        assertThat(PolicyMutants.of(two, LABELS))
                .extracting(PolicyMutants.Mutant::what)
                .containsExactly("without kprobes[0]", "without kprobes[1]");
    }

    @Test
    void whatIsNoPolicyHasNoMutants() {
        assertThat(PolicyMutants.of("kind: Pod", LABELS)).isEmpty();
        assertThat(PolicyMutants.of("[1]", LABELS)).isEmpty();
    }
}
