package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.compile.FilterTest.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parts of texts and long texts, which the kernel side looks for with an automaton. */
class SelectAutomatonTest {
    private final HostSelect host = new HostSelect();

    @AfterEach
    void close() {
        host.close();
    }

    private boolean holds(String text, FilterTest test) {
        host.text(0, text);
        return select(test);
    }

    private boolean select(FilterTest test) {
        CompiledFilter filter = new CompiledFilter(0, FilterField.TEXT, test, false);
        return host.select(Programs.image(List.of(ArgType.STRING), Programs.selector(filter))) == 0;
    }

    @Test
    void aPartIsFoundAnywhere() {
        FilterTest test = FilterTest.Text.of(Part.ANYWHERE, List.of("passwd", "shadow"));
        assertThat(holds("/etc/passwd-", test)).isTrue();
        assertThat(holds("shadow", test)).isTrue();
        assertThat(holds("/etc/passw/d", test)).isFalse();
        assertThat(holds("", test)).isFalse();
    }

    @Test
    void caseIsIgnoredOnlyWhenAsked() {
        List<String> values = List.of("PassWd");
        assertThat(holds("/etc/PASSWD", new FilterTest.Text(Part.ANYWHERE, values, true))).isTrue();
        assertThat(holds("/etc/PASSWD", FilterTest.Text.of(Part.ANYWHERE, values))).isFalse();
        assertThat(holds("[`{@", new FilterTest.Text(Part.ANYWHERE, List.of("{@[`"), true)))
                .as("only letters have two cases")
                .isFalse();
    }

    @Test
    void textsAreTakenByteByByteInUtf8() {
        FilterTest test = FilterTest.Text.of(Part.ANYWHERE, List.of("ü", "漢"));
        assertThat(holds("müller", test)).isTrue();
        assertThat(holds("a漢b", test)).isTrue();
        assertThat(holds("muller", test)).isFalse();
    }

    @Test
    void textsLongerThanAKeyAreComparedToo() {
        String text = "/" + "deep/".repeat(800);
        for (Part part : List.of(Part.WHOLE, Part.FRONT, Part.END)) {
            assertThat(holds(text, FilterTest.Text.of(part, List.of("x", text)))).isTrue();
        }
        String tail = text.substring(1);
        assertThat(holds(text, FilterTest.Text.of(Part.WHOLE, List.of(tail)))).isFalse();
        assertThat(holds(text, FilterTest.Text.of(Part.END, List.of(tail)))).isTrue();
        assertThat(holds(text, FilterTest.Text.of(Part.FRONT, List.of(tail)))).isFalse();
        String head = text.substring(0, 3000);
        assertThat(holds(text, FilterTest.Text.of(Part.FRONT, List.of(head)))).isTrue();
        assertThat(holds(head, FilterTest.Text.of(Part.FRONT, List.of(text)))).isFalse();
    }

    @Test
    void aCutTextSaysNothingAboutItsEnd() {
        String text = "y".repeat(300);
        host.cutText(0, text);
        assertThat(select(FilterTest.Text.of(Part.WHOLE, List.of(text)))).isFalse();
        assertThat(select(FilterTest.Text.of(Part.END, List.of(text)))).isFalse();
        assertThat(select(FilterTest.Text.of(Part.FRONT, List.of(text)))).isTrue();
        assertThat(select(FilterTest.Text.of(Part.ANYWHERE, List.of("yy")))).isTrue();
    }

    /** Against Java's own search, on texts of few letters, where parts overlap most. */
    @Test
    void agreesWithANaiveSearch() {
        Random random = new Random(7);
        String longText = "z".repeat(249);
        for (int round = 0; round < 400; round++) {
            List<String> values = new ArrayList<>();
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                values.add(word(random, 1 + random.nextInt(4)));
            }
            String text = word(random, random.nextInt(12));
            boolean ignoreCase = random.nextBoolean();
            FilterTest part = new FilterTest.Text(Part.ANYWHERE, values, ignoreCase);
            assertThat(holds(text, part))
                    .as("%s in %s, ignoring case: %s", values, text, ignoreCase)
                    .isEqualTo(
                            values.stream()
                                    .anyMatch(v ->
                                            fold(text, ignoreCase).contains(fold(v, ignoreCase))));
            // A text that no map can hold sends all of them through the automaton.
            values.add(longText);
            assertThat(holds(text, FilterTest.Text.of(Part.END, values)))
                    .isEqualTo(values.stream().anyMatch(text::endsWith));
            assertThat(holds(text, FilterTest.Text.of(Part.FRONT, values)))
                    .isEqualTo(values.stream().anyMatch(text::startsWith));
            assertThat(holds(text, FilterTest.Text.of(Part.WHOLE, values)))
                    .isEqualTo(values.contains(text));
        }
    }

    private static String fold(String text, boolean ignoreCase) {
        return ignoreCase ? text.toLowerCase(Locale.ROOT) : text;
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        IntStream.range(0, length).forEach(_ -> word.append("abAB".charAt(random.nextInt(4))));
        return word.toString();
    }
}
