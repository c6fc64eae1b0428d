package beelab.lab.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellMarksTest {
    private final List<String> heard = new ArrayList<>();
    private final ShellMarks marks =
            new ShellMarks(
                    new ShellMarks.Listener() {
                        @Override
                        public void commandStarted() {
                            heard.add("started");
                        }

                        @Override
                        public void promptShown(int exitStatus) {
                            heard.add("prompt " + exitStatus);
                        }
                    });

    @Test
    void takesMarksOutOfTheOutput() {
        assertThat(marks.filter("a\u001b]133;C\u0007b\u001b]133;D;137\u0007c\u001b]133;B\u0007d"))
                .isEqualTo("abcd");
        assertThat(heard).containsExactly("started", "prompt 137");
    }

    @Test
    void findsAMarkThatIsSplitAnywhere() {
        String output = "x\u001b]133;D;7\u0007\u001b]133;B\u0007y";
        for (int cut = 0; cut <= output.length(); cut++) {
            heard.clear();
            String drawn =
                    marks.filter(output.substring(0, cut)) + marks.filter(output.substring(cut));
            assertThat(drawn).as("cut at %d", cut).isEqualTo("xy");
            assertThat(heard).as("cut at %d", cut).containsExactly("prompt 7");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[31mred\u001b[0m",
                "\u001b]0;title\u0007",
                "\u001b\u001b[A",
                "\u001b]133",
                "\u001b]13x",
                "\u001b]133;Something far too long to be one of our marks"
            })
    void leavesEveryOtherSequenceAlone(String output) {
        String drawn = marks.filter(output) + marks.filter("!");
        // A sequence that may still become a mark is held back, but never lost.
        assertThat((output + "!").startsWith(drawn)).isTrue();
        assertThat(heard).isEmpty();
        assertThat(marks.filter("\u0007 and a good deal more text than a mark may hold"))
                .isNotNull();
    }

    @Test
    void doesNotTakeAMarkWithoutANumberForAStatus() {
        marks.filter("\u001b]133;D;\u0007\u001b]133;D;x\u0007\u001b]133;B\u0007");
        assertThat(heard).containsExactly("prompt 0");
    }
}
