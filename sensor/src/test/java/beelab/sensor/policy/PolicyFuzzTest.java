package beelab.sensor.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import beelab.sensor.policy.SourceMap.Mark;
import beelab.sensor.testing.RandomCases;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the text: a policy, or problems with a message. Never another exception. */
class PolicyFuzzTest {
    private static final String POLICY =
            """
            apiVersion: cilium.io/v1alpha1
            kind: TracingPolicy
            metadata:
              name: fuzz
            spec:
              podSelector:
                matchExpressions:
                - {key: app, operator: In, values: [web]}
              lists:
              - name: calls
                type: syscalls
                values: [sys_symlinkat]
              kprobes:
              - call: "list:calls"
                return: true
                args:
                - index: 0
                  type: string
                - {index: 1, type: char_buf, sizeArgIndex: 3}
                returnArg: {index: 0, type: int}
                selectors:
                - matchPIDs:
                  - {operator: NotIn, values: [1], followForks: true}
                  matchArgs:
                  - index: 0
                    operator: Prefix
                    values: ["/etc"]
                  matchActions:
                  - action: Override
                    argError: -1
            """;

    private static final List<String> SPLINTERS =
            List.of(
                    ":",
                    "- ",
                    "\n",
                    "{",
                    "}",
                    "[",
                    "]",
                    "\"",
                    "'",
                    "&a ",
                    "*a",
                    "!!int ",
                    "? ",
                    "<<: ",
                    "|",
                    ">",
                    "%",
                    "@",
                    "#",
                    "~",
                    "0x",
                    "-",
                    "99999999999999999999",
                    "true",
                    "null",
                    "\u0000",
                    "\t",
                    "---\n",
                    "...\n",
                    "list:",
                    "kprobes:",
                    "index:",
                    "é",
                    "\ud83d");

    @Test
    void mutatedPolicyIsReadOrRefused() {
        RandomCases.tryOut(2000, random -> judge(mutated(random)));
    }

    @Test
    void anyTextIsReadOrRefused() {
        RandomCases.tryOut(1000, random -> judge(RandomCases.text(random)));
    }

    /** Ten megabytes of it are answered in seconds, by a policy or by problems with a place. */
    @Test
    void hugePoliciesAreReadOrRefused() {
        int size = 10 << 20;
        String values = "        values: [" + "\"/a\", ".repeat(size / 6) + "\"/b\"]\n";
        List<String> texts =
                List.of(
                        POLICY.replace("        values: [\"/etc\"]\n", values),
                        POLICY.replace("/etc", "/" + "x".repeat(size)),
                        POLICY + "# " + "c".repeat(size),
                        POLICY + "  - call: sys_read\n".repeat(size / 19),
                        "[".repeat(size),
                        "{a: ".repeat(size / 4),
                        "- ".repeat(size / 2),
                        "a: &x [1]\nb: [" + "*x, ".repeat(size / 4) + "1]\n",
                        "\u0000".repeat(size),
                        "é".repeat(size / 2));
        for (String text : texts) {
            assertTimeout(Duration.ofSeconds(60), () -> judge(text));
        }
    }

    @Test
    void anyValueIsANumberOrNot() {
        RandomCases.tryOut(
                1000,
                random -> {
                    String text = RandomCases.text(random);
                    assertThat(Numbers.tryParse(text)).isNotNull();
                    assertThat(NumberRange.tryParse(text)).isNotNull();
                    assertThat(IpBlock.tryParse(text)).isNotNull();
                });
    }

    private static void judge(String text) {
        try {
            TracingPolicy policy = PolicyReader.read(text, "fuzz.yaml");
            assertThat(policy.name()).isNotEmpty();
            assertThat(policy.sources().mark("")).isNotEqualTo(Mark.UNKNOWN);
        } catch (PolicyException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.problems()).noneMatch(problem -> problem.message().isBlank());
            assertThat(e.problems()).noneMatch(problem -> problem.line() < 0);
        }
    }

    /** The sound policy with some characters cut out and some splinters thrown in. */
    private static String mutated(Random random) {
        StringBuilder text = new StringBuilder(POLICY);
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(text.length());
            if (random.nextBoolean()) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(12));
                text.delete(at, end);
            } else {
                text.insert(at, SPLINTERS.get(random.nextInt(SPLINTERS.size())));
            }
        }
        return text.toString();
    }
}
