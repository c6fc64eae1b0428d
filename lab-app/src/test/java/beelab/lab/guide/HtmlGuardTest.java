package beelab.lab.guide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be in a guide's HTML, and what may not. */
class HtmlGuardTest {

    @Test
    void what_asciidoctor_makes_of_ordinary_text_passes() {
        assertThat(
                        HtmlGuard.objection(
                                """
                                <div id="a-b" class="listingblock run"><div class="content">
                                <pre class="highlight"><code class="language-bash" data-lang="bash">ln -s a b &lt;c&gt;</code></pre>
                                </div></div><p>See <a href="https://ebpf.io" target="_blank" rel="noopener">this</a>,
                                <a href="#next">that</a><br/> and <em>more</em>.</p>
                                <table class="tableblock"><col style="width: 33.3333%;"><tr><td>1</td></tr></table>
                                """))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<SCRIPT src=x></SCRIPT>",
                "<p onclick=\"alert(1)\">x</p>",
                "<a href=\"javascript:alert(1)\">x</a>",
                "<a href=\"bee:block/restrict\">x</a>",
                "<a href=\"file:///etc/passwd\">x</a>",
                "<img src=\"https://example.org/pixel.png\">",
                "<iframe src=\"x\"></iframe>",
                "<form action=\"x\"></form>",
                "<p style=\"background: url(x)\">x</p>",
                "<svg/onload=alert(1)>",
                "<p class=\"a\"onclick=\"alert(1)\">x</p>",
                "<!-- <script> -->",
                "<p class='x'>y</p>",
                "text < more",
            })
    void what_could_act_or_is_not_understood_is_refused(String html) {
        assertThat(HtmlGuard.objection(html)).isPresent();
    }
}
