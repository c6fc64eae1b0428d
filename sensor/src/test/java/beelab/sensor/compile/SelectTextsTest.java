package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Filters on strings, paths and executables: what they match, and what they must not. */
class SelectTextsTest {
    private static final int FILE_PATH_CUT = 1;
    private static final int S_IFREG = 0100644;
    private static final int S_IFDIR = 0040755;

    private final HostSelect host = new HostSelect();

    @AfterEach
    void close() {
        host.close();
    }

    private boolean holds(FilterTest test, boolean negated) {
        CompiledFilter filter = new CompiledFilter(0, FilterField.TEXT, test, negated);
        return host.select(Programs.image(List.of(ArgType.STRING), Programs.selector(filter))) == 0;
    }

    private boolean holds(String text, FilterTest test) {
        host.text(0, text);
        return holds(test, false);
    }

    @Test
    void equalMatchesTheWholeText() {
        FilterTest test =
                FilterTest.Text.of(FilterTest.Part.WHOLE, List.of("/etc/passwd", "pasta"));
        assertThat(holds("/etc/passwd", test)).isTrue();
        assertThat(holds("pasta", test)).isTrue();
        assertThat(holds("/etc/passwd-", test)).isFalse();
        assertThat(holds("/etc/passw", test)).isFalse();
        assertThat(holds("", test)).isFalse();
    }

    @Test
    void equalOfTheEmptyTextMatchesOnlyThat() {
        FilterTest test = FilterTest.Text.of(FilterTest.Part.WHOLE, List.of(""));
        assertThat(holds("", test)).isTrue();
        assertThat(holds("a", test)).isFalse();
    }

    @Test
    void notEqualMatchesEverythingElse() {
        host.text(0, "/etc/shadow");
        assertThat(holds(FilterTest.Text.of(FilterTest.Part.WHOLE, List.of("/etc/passwd")), true))
                .isTrue();
        assertThat(holds(FilterTest.Text.of(FilterTest.Part.WHOLE, List.of("/etc/shadow")), true))
                .isFalse();
    }

    @Test
    void prefixMatchesTheBeginning() {
        FilterTest test = FilterTest.Text.of(FilterTest.Part.FRONT, List.of("/etc/", "/root"));
        assertThat(holds("/etc/passwd", test)).isTrue();
        assertThat(holds("/root", test)).isTrue();
        assertThat(holds("/etc", test)).isFalse();
        assertThat(holds("x/etc/passwd", test)).isFalse();
    }

    @Test
    void prefixMatchesTextsLongerThanAKey() {
        FilterTest test = FilterTest.Text.of(FilterTest.Part.FRONT, List.of("/etc/"));
        assertThat(holds("/etc/" + "a".repeat(3000), test)).isTrue();
        assertThat(holds("/usr/" + "a".repeat(3000), test)).isFalse();
    }

    @Test
    void suffixMatchesTheEnd() {
        FilterTest test = FilterTest.Text.of(FilterTest.Part.END, List.of("passwd", ".pem"));
        assertThat(holds("/etc/passwd", test)).isTrue();
        assertThat(holds("passwd", test)).isTrue();
        assertThat(holds("/srv/key.pem", test)).isTrue();
        assertThat(holds("/etc/passwd~", test)).isFalse();
        assertThat(holds("asswd", test)).isFalse();
        assertThat(holds("/" + "a".repeat(3000) + "/passwd", test)).isTrue();
    }

    @Test
    void nothingIsSaidAboutAnEndThatWasCut() {
        host.cutText(0, "/etc/passwd");
        assertThat(holds(FilterTest.Text.of(FilterTest.Part.WHOLE, List.of("/etc/passwd")), false))
                .isFalse();
        assertThat(holds(FilterTest.Text.of(FilterTest.Part.END, List.of("passwd")), false))
                .isFalse();
        assertThat(holds(FilterTest.Text.of(FilterTest.Part.FRONT, List.of("/etc/")), false))
                .isTrue();
    }

    @Test
    void nothingIsSaidAboutABeginningThatWasCut() {
        host.file(0, "/etc/passwd", FILE_PATH_CUT, S_IFREG);
        assertThat(holds(FilterTest.Text.of(FilterTest.Part.WHOLE, List.of("/etc/passwd")), false))
                .isFalse();
        assertThat(holds(FilterTest.Text.of(FilterTest.Part.FRONT, List.of("/etc/")), false))
                .isFalse();
        assertThat(holds(FilterTest.Text.of(FilterTest.Part.END, List.of("passwd")), false))
                .isTrue();
    }

    @Test
    void negatedFiltersMatchUnreadableTexts() {
        host.unreadable(0);
        assertThat(holds(FilterTest.Text.of(FilterTest.Part.FRONT, List.of("/srv/")), true))
                .isTrue();
        assertThat(holds(FilterTest.Text.of(FilterTest.Part.FRONT, List.of("/srv/")), false))
                .isFalse();
    }

    @Test
    void setsOfDifferentFiltersAreKeptApart() {
        CompiledFilter etc =
                new CompiledFilter(
                        0,
                        FilterField.TEXT,
                        FilterTest.Text.of(FilterTest.Part.FRONT, List.of("/etc/")),
                        false);
        CompiledFilter usr =
                new CompiledFilter(
                        1,
                        FilterField.TEXT,
                        FilterTest.Text.of(FilterTest.Part.FRONT, List.of("/usr/")),
                        false);
        ProgramImage image =
                Programs.image(
                        List.of(ArgType.STRING, ArgType.STRING), Programs.selector(etc, usr));
        host.text(0, "/usr/a");
        host.text(1, "/etc/a");
        assertThat(host.select(image)).isEqualTo(HostSelect.NO_MATCH);
        host.text(0, "/etc/a");
        host.text(1, "/usr/a");
        assertThat(host.select(image)).isZero();
    }

    @Test
    void fileTypeLooksAtTheModeOnly() {
        CompiledFilter directories =
                new CompiledFilter(
                        0,
                        FilterField.FILE_TYPE,
                        new FilterTest.NumberIn(List.of(0040000L)),
                        false);
        ProgramImage image = Programs.image(List.of(ArgType.FD), Programs.selector(directories));
        host.file(0, "/etc", 0, S_IFDIR);
        assertThat(host.select(image)).isZero();
        host.file(0, "/etc/passwd", 0, S_IFREG);
        assertThat(host.select(image)).isEqualTo(HostSelect.NO_MATCH);
    }

    @Test
    void binariesCompareTheExecutable() {
        ProgramImage in =
                Programs.image(
                        List.of(),
                        Programs.binaries(
                                FilterTest.Text.of(FilterTest.Part.WHOLE, List.of("/usr/bin/ln")),
                                false));
        ProgramImage notIn =
                Programs.image(
                        List.of(),
                        Programs.binaries(
                                FilterTest.Text.of(FilterTest.Part.WHOLE, List.of("/usr/bin/ln")),
                                true));
        ProgramImage prefix =
                Programs.image(
                        List.of(),
                        Programs.binaries(
                                FilterTest.Text.of(FilterTest.Part.FRONT, List.of("/usr/")),
                                false));
        ProgramImage suffix =
                Programs.image(
                        List.of(),
                        Programs.binaries(
                                FilterTest.Text.of(FilterTest.Part.END, List.of("/ln")), false));
        host.executable("/usr/bin/ln");
        assertThat(host.select(in)).isZero();
        assertThat(host.select(notIn)).isEqualTo(HostSelect.NO_MATCH);
        assertThat(host.select(prefix)).isZero();
        assertThat(host.select(suffix)).isZero();
        host.executable("/bin/busybox");
        assertThat(host.select(in)).isEqualTo(HostSelect.NO_MATCH);
        assertThat(host.select(notIn)).isZero();
        assertThat(host.select(prefix)).isEqualTo(HostSelect.NO_MATCH);
        assertThat(host.select(suffix)).isEqualTo(HostSelect.NO_MATCH);
    }

    @Test
    void anUnknownExecutableIsInNoSet() {
        FilterTest test = FilterTest.Text.of(FilterTest.Part.FRONT, List.of("/"));
        host.unknownExecutable();
        assertThat(host.select(Programs.image(List.of(), Programs.binaries(test, false))))
                .isEqualTo(HostSelect.NO_MATCH);
        assertThat(host.select(Programs.image(List.of(), Programs.binaries(test, true)))).isZero();
    }
}
