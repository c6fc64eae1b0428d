package beelab.lab.ui.guide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceColoursTest {
    @Test
    void coloursKeysAndCommentsOfYamlAndChangesNoText() {
        String source = "# a comment\nspec:\n  - call: \"sys_x\"  # why: so\n    url: http://a#b\n";
        String html =
                "<pre><code class=\"language-yaml\" data-lang=\"yaml\">" + source + "</code></pre>";
        String coloured = SourceColours.colour(html);
        assertThat(coloured)
                .contains("<span class=\"c\"># a comment</span>")
                .contains("<span class=\"na\">spec</span>:")
                .contains(
                        "  - <span class=\"na\">call</span>: \"sys_x\"  <span class=\"c\"># why: so</span>")
                .contains("http://a#b");
        assertThat(coloured.replaceAll("</?span[^>]*>", "")).isEqualTo(html);
    }

    @Test
    void leavesOtherLanguagesAlone() {
        String html = "<code class=\"language-bash\">echo a: # b</code>";
        assertThat(SourceColours.colour(html)).isEqualTo(html);
    }
}
