package beelab.lab.ui.guide;

import beelab.lab.ui.common.Fonts;
import beelab.lab.ui.common.Theme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Puts a fragment of a guide into a page with our style sheet. */
final class GuideHtml {
    private static final String STYLE = resource("/beelab/lab/ui/guide.css");

    private GuideHtml() {}

    private static final Pattern ACTION =
            Pattern.compile("<a class=\"act\" href=\"bee:block/([^\"]+)\">[^<]*</a>");

    /**
     * A complete page. No script runs in it, and it loads nothing from anywhere.
     *
     * @param copyable whether the block of an id has a text to copy
     */
    static String page(String title, String fragment, Theme theme, Predicate<String> copyable) {
        // What can be typed can be copied too.
        String body =
                ACTION.matcher(SourceColours.colour(fragment))
                        .replaceAll(action ->
                                copyable.test(action.group(1))
                                        ? "$0 <a class=\"copy\" href=\"bee:copy/$1\">Copy</a>"
                                        : "$0");
        return emoji(
                """
                <!doctype html>
                <html lang="en" class="%s">
                <head><meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy"
                  content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
                <title>%s</title>
                <style>:root { --sans: "%s"; --mono: "%s"; }
                %s</style></head>
                <body><main>%s</main></body></html>
                """
                        .formatted(
                                theme.id(),
                                escape(title),
                                Fonts.sans(),
                                Fonts.mono(),
                                STYLE,
                                body));
    }

    /**
     * Characters beyond the first Unicode plane as boxes of their own. WebView cuts them into
     * halves on their way in, and draws a second, wrong glyph behind each: entities repair the
     * first, a box of one character's width the second (seen with JavaFX 26.0.1).
     */
    static String emoji(String html) {
        StringBuilder out = new StringBuilder(html.length());
        html.codePoints()
                .forEach(c -> {
                    if (Character.isSupplementaryCodePoint(c)) {
                        out.append("<span class=\"emoji\">&#").append(c).append(";</span>");
                    } else {
                        out.appendCodePoint(c);
                    }
                });
        return out.toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String resource(String name) {
        try (InputStream stream = GuideHtml.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing from the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
