package beelab.lab.ui.guide;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Colours keys and comments of YAML blocks. Asciidoctor's highlighters would cost a second of start
 * for the same two colours.
 */
final class SourceColours {
    private static final Pattern YAML =
            Pattern.compile("(<code[^>]*language-yaml[^>]*>)(.*?)(</code>)", Pattern.DOTALL);

    /** In this order: a whole comment, or a key at the beginning of its line. */
    private static final Pattern PART =
            Pattern.compile("(?m)((?:^|(?<=\\s))#[^\\n]*)|^(\\s*(?:- )*)([\\w./-]+)(?=:(?:\\s|$))");

    private SourceColours() {}

    /** The fragment with coloured YAML; its text stays the same. */
    static String colour(String html) {
        return YAML.matcher(html)
                .replaceAll(block ->
                        Matcher.quoteReplacement(
                                block.group(1) + yaml(block.group(2)) + block.group(3)));
    }

    private static String yaml(String source) {
        return PART.matcher(source)
                .replaceAll(part ->
                        Matcher.quoteReplacement(
                                part.group(1) != null
                                        ? "<span class=\"c\">" + part.group(1) + "</span>"
                                        : part.group(2)
                                                + "<span class=\"na\">"
                                                + part.group(3)
                                                + "</span>"));
    }
}
