package beelab.lab.ui.guide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuideHtmlTest {
    @Test
    void putsEmojiIntoBoxesBecauseWebViewTearsThemApart() {
        assertThat(GuideHtml.emoji("a 🚀 b ❓"))
                .isEqualTo("a <span class=\"emoji\">&#128640;</span> b ❓");
    }

    @Test
    void escapesTitles() {
        assertThat(GuideHtml.escape("a < b & c")).isEqualTo("a &lt; b &amp; c");
    }
}
