package beelab.sensor.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyReaderTest {
    private static final String HEAD =
            """
            apiVersion: cilium.io/v1alpha1
            kind: TracingPolicy
            metadata:
              name: observe-symlink
            spec:
            """;

    private static TracingPolicy read(String spec) throws PolicyException {
        return PolicyReader.read(HEAD + spec.indent(2), "test.yaml");
    }

    @Test
    void a_policy_becomes_records_with_defaults_filled_in() throws PolicyException {
        TracingPolicy policy =
                read(
                        """
                        kprobes:
                        - call: sys_symlinkat
                          args:
                          - {index: 0, type: string}
                          - {index: 2, type: string, label: link}
                          selectors:
                          - matchArgs:
                            - {index: 2, operator: Prefix, values: [/data]}
                            matchActions:
                            - action: Sigkill
                        """);

        assertThat(policy.name()).isEqualTo("observe-symlink");
        assertThat(policy.namespaced()).isFalse();
        assertThat(policy.warnings()).isEmpty();
        Hook.Function hook = (Hook.Function) policy.spec().hooks().getFirst();
        assertThat(hook.syscall()).as("syscall is true unless said otherwise").isTrue();
        assertThat(hook.returns()).isFalse();
        assertThat(hook.args().get(1).type()).isEqualTo(ArgumentType.STRING);
        assertThat(hook.args().get(1).label()).isEqualTo("link");
        Selector selector = hook.selectors().getFirst();
        assertThat(selector.arguments().getFirst().operator()).isEqualTo(Operator.PREFIX);
        assertThat(selector.actions().getFirst().kind()).isEqualTo(Action.Kind.SIGKILL);
        assertThat(selector.enforces()).isTrue();
        assertThat(policy.sources().mark("spec.kprobes[0].args[1].label"))
                .isEqualTo(new SourceMap.Mark(10, 39));
    }

    @Test
    void a_namespaced_policy_without_namespace_is_for_default() throws PolicyException {
        String text =
                HEAD.replace("kind: TracingPolicy", "kind: TracingPolicyNamespaced")
                        + "  kprobes:\n  - call: sys_symlinkat\n";

        TracingPolicy policy = PolicyReader.read(text, "test.yaml");

        assertThat(policy.namespace()).isEqualTo("default");
        assertThat(policy.selectsWorkloads()).isTrue();
    }

    @Test
    void json_is_read_too() throws PolicyException {
        TracingPolicy policy =
                PolicyReader.read(
                        """
                        {"apiVersion": "cilium.io/v1alpha1", "kind": "TracingPolicy",
                         "metadata": {"name": "j", "uid": "1", "managedFields": [{"a": 1}]},
                         "spec": {"kprobes": [{"call": "sys_symlinkat"}]}, "status": {"x": 1}}
                        """,
                        "kubernetes");

        assertThat(policy.spec().hooks()).hasSize(1);
    }

    @Test
    void nul_bytes_at_the_end_of_values_are_taken_off() throws PolicyException {
        TracingPolicy policy =
                read(
                        """
                        kprobes:
                        - call: sys_symlinkat
                          args: [{index: 0, type: string}]
                          selectors:
                          - matchArgs:
                            - {index: 0, operator: Equal, values: ["/etc/passwd\\0"]}
                        """);

        assertThat(
                        policy.spec()
                                .hooks()
                                .getFirst()
                                .selectors()
                                .getFirst()
                                .arguments()
                                .getFirst()
                                .values())
                .containsExactly("/etc/passwd");
    }

    @Test
    void macros_are_merged_into_the_selectors_that_name_them() throws PolicyException {
        TracingPolicy policy =
                read(
                        """
                        selectorsMacros:
                          by-ln:
                            matchBinaries:
                            - {operator: In, values: [/usr/bin/ln]}
                        kprobes:
                        - call: sys_symlinkat
                          selectors:
                          - macros: [by-ln]
                            matchActions: [{action: Sigkill}]
                        """);

        Selector selector = policy.spec().hooks().getFirst().selectors().getFirst();
        assertThat(selector.binaries().getFirst().values()).containsExactly("/usr/bin/ln");
        assertThat(selector.actions()).hasSize(1);
    }

    @Test
    void an_empty_selector_differs_from_none() throws PolicyException {
        TracingPolicy none = read("kprobes: [{call: sys_symlinkat}]\nhostSelector:\n");
        TracingPolicy empty = read("kprobes: [{call: sys_symlinkat}]\nhostSelector: {}\n");

        assertThat(none.spec().hostSelector()).isNull();
        assertThat(empty.spec().hostSelector()).isNotNull();
    }

    @Test
    void label_selectors_judge_as_kubernetes_does() throws PolicyException {
        LabelSelector selector =
                Objects.requireNonNull(
                        read("""
                        kprobes: [{call: sys_symlinkat}]
                        podSelector:
                          matchLabels: {app: web}
                          matchExpressions:
                          - {key: tier, operator: NotIn, values: [db]}
                          - {key: debug, operator: DoesNotExist}
                        """)
                                .spec()
                                .podSelector());

        assertThat(selector.matches(Map.of("app", "web"))).isTrue();
        assertThat(selector.matches(Map.of("app", "web", "tier", "db"))).isFalse();
        assertThat(selector.matches(Map.of("app", "web", "debug", ""))).isFalse();
        assertThat(selector.matches(Map.of())).isFalse();
        assertThat(selector.matchExpressions().getFirst().values()).isEqualTo(Set.of("db"));
    }

    @Test
    void an_unknown_option_and_a_long_message_are_warnings() throws PolicyException {
        TracingPolicy policy =
                read(
                        """
                        options: [{name: policy-modus, value: monitor}]
                        kprobes:
                        - call: sys_symlinkat
                          message: "%s"
                        """
                                .formatted("m".repeat(300)));

        assertThat(policy.warnings())
                .extracting(PolicyProblem::path)
                .containsExactly("spec.options[0].name", "spec.kprobes[0].message");
        assertThat(policy.warnings().getFirst().hint()).isEqualTo("did you mean policy-mode?");
    }

    @Test
    void an_empty_text_is_told_as_such() {
        for (String text :
                new String[] {"", "   \n", "# only a comment\n", "---\n", "---\n---\n"}) {
            assertThatThrownBy(() -> PolicyReader.read(text, "empty.yaml"))
                    .isInstanceOf(PolicyException.class)
                    .hasMessageContaining("empty.yaml: there is no policy in it");
        }
    }

    @Test
    void a_second_document_is_refused_with_its_line() {
        String policy = HEAD + "  kprobes: [{call: sys_symlinkat}]\n";

        assertThatThrownBy(() -> PolicyReader.read(policy + "---\n" + policy, "two.yaml"))
                .isInstanceOf(PolicyException.class)
                .hasMessageStartingWith("two.yaml:8:1: a second document begins here");
    }

    @Test
    void what_is_no_yaml_is_told_with_line_and_column() {
        assertThatThrownBy(() -> PolicyReader.read("a: [1\nb: 2\n", "x.yaml"))
                .isInstanceOf(PolicyException.class)
                .hasMessageMatching("x.yaml:[12]:\\d+: this is not YAML: .*");
        assertThatThrownBy(() -> PolicyReader.read("a: \u0001\n", "x.yaml"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("this is not YAML");
    }

    @Test
    void aliases_that_multiply_are_refused_at_once() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String before = "*a" + (i - 1);
            bomb.append(
                    "a%d: &a%d [%s]\n"
                            .formatted(
                                    i,
                                    i,
                                    String.join(", ", java.util.Collections.nCopies(10, before))));
        }

        assertTimeout(
                Duration.ofSeconds(5),
                () ->
                        assertThatThrownBy(() -> PolicyReader.read(bomb.toString(), "bomb.yaml"))
                                .isInstanceOf(PolicyException.class)
                                .hasMessageContaining("more than 100000 values once aliases"));
    }

    @Test
    void an_anchor_that_contains_itself_is_refused() {
        assertThatThrownBy(() -> PolicyReader.read("a: &a [*a]\n", "loop.yaml"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("alias *a has no anchor before it");
    }

    @Test
    void anchors_that_do_no_harm_are_followed() throws PolicyException {
        TracingPolicy policy =
                read(
                        """
                        kprobes:
                        - call: sys_symlinkat
                          args: &args [{index: 0, type: string}]
                        - call: sys_unlink
                          args: *args
                        """);

        assertThat(policy.spec().hooks().get(1).args()).hasSize(1);
    }

    @Test
    void deep_nesting_is_refused_without_a_stack_overflow() {
        assertThatThrownBy(() -> PolicyReader.read("[".repeat(200_000), "deep.yaml"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("nested more than 40 levels");
    }

    @Test
    void a_file_of_ten_megabytes_is_refused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("big.yaml");
        Files.writeString(file, "#".repeat(10_000_000));

        assertThatThrownBy(() -> PolicyReader.readFile(file))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("the text is longer than 1 MiB");
    }

    @Test
    void a_file_that_cannot_be_read_is_told_without_a_stack_trace(@TempDir Path folder)
            throws Exception {
        Path binary = folder.resolve("binary.yaml");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThatThrownBy(() -> PolicyReader.readFile(folder.resolve("none.yaml")))
                .isInstanceOf(PolicyException.class)
                .hasMessageEndingWith("none.yaml: there is no such file");
        assertThatThrownBy(() -> PolicyReader.readFile(folder))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("this is a folder");
        assertThatThrownBy(() -> PolicyReader.readFile(binary))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void addresses_are_never_looked_up_and_are_cut_to_their_prefix() {
        assertThat(IpBlock.tryParse("10.1.2.3/8").orElseThrow().address().getHostAddress())
                .isEqualTo("10.0.0.0");
        assertThat(IpBlock.tryParse("fd00::1/9").orElseThrow().address().getHostAddress())
                .isEqualTo("fd00:0:0:0:0:0:0:0");
        assertThat(IpBlock.tryParse("0.0.0.0/0").orElseThrow().prefixLength()).isZero();
        for (String bad :
                new String[] {"localhost", "1.2.3", "1.2.3.4/33", "::/129", "1.2.3.4/", ""}) {
            assertThat(IpBlock.tryParse(bad)).as(bad).isEmpty();
        }
    }
}
