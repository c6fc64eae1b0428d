package beelab.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyMutantsTest {

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
        assertThat(PolicyMutants.of(POLICY))
                .extracting(PolicyMutants.Mutant::what)
                .containsExactly(
                        "without podSelector",
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
        List<PolicyMutants.Mutant> mutants = PolicyMutants.of(POLICY);

        assertThat(mutants.getFirst().yaml()).doesNotContain("podSelector").contains("Sigkill");
        assertThat(mutants.get(4).yaml())
                .doesNotContain("Sigkill")
                .contains("action: Post", "/etc/passwd", "podSelector", "argError: -1");
        assertThat(mutants)
                .extracting(PolicyMutants.Mutant::yaml)
                .doesNotHaveDuplicates()
                .allMatch(yaml -> PolicyMutants.of(yaml) != null);
    }

    @Test
    void aHookOfSeveralIsLeftOut() {
        String two =
                """
                kind: TracingPolicy
                spec:
                  kprobes: [{call: a}, {call: b}]
                """;
        assertThat(PolicyMutants.of(two))
                .extracting(PolicyMutants.Mutant::what)
                .containsExactly("without kprobes[0]", "without kprobes[1]");
    }

    @Test
    void whatIsNoPolicyHasNoMutants() {
        assertThat(PolicyMutants.of("kind: Pod")).isEmpty();
        assertThat(PolicyMutants.of("[1]")).isEmpty();
    }
}
