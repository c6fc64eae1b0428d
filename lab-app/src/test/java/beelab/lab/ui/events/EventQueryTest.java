package beelab.lab.ui.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventQueryTest {
    private final EventLine line = Lines.killed(1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    ~~                                  | true
                    symlinkat                           | true
                    SYMLINK ln                          | true
                    symlink nothing                     | false
                    -symlink                            | false
                    -nothing                            | true
                    pod:cloudyuga                       | true
                    pod:kube-system                     | false
                    policy:restrict verdict:killed      | true
                    -policy:restrict                    | false
                    args:"/etc/passwd, -100"            | true
                    args:"/etc/passwd -100"             | false
                    action:""                           | false
                    type:file                           | true
                    type:exec                           | false
                    """)
    void findsWordsFieldsAndExclusions(String query, boolean matches) {
        assertThat(EventQuery.parse(query).test(line)).isEqualTo(matches);
    }

    @Test
    void asksForEmptyFields() {
        assertThat(EventQuery.parse("policy:\"\"").test(Lines.started(1))).isTrue();
    }

    @Test
    void namesTheFieldsWhenOneDoesNotExist() {
        assertThatThrownBy(() -> EventQuery.parse("pods:x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("“pods”")
                .hasMessageContaining("pod, policy, process");
    }

    @Test
    void quotesTermsThatNeedIt() {
        assertThat(EventQuery.term("pod", "a/b")).isEqualTo("pod:a/b");
        assertThat(EventQuery.term("args", "a b")).isEqualTo("args:\"a b\"");
        assertThat(EventQuery.parse(EventQuery.term("policy", "")).test(Lines.started(1))).isTrue();
    }
}
