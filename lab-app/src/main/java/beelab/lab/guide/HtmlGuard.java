package beelab.lab.guide;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets only plain, passive HTML through: a guide comes from somebody else and must not be able to
 * run anything in the window. It is an allowlist, and what it does not understand it refuses.
 */
final class HtmlGuard {

    private static final Set<String> ELEMENTS =
            Set.of(
                    "a",
                    "abbr",
                    "b",
                    "blockquote",
                    "br",
                    "caption",
                    "cite",
                    "code",
                    "col",
                    "colgroup",
                    "dd",
                    "del",
                    "details",
                    "div",
                    "dl",
                    "dt",
                    "em",
                    "figure",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "hr",
                    "i",
                    "img",
                    "kbd",
                    "li",
                    "mark",
                    "ol",
                    "p",
                    "pre",
                    "q",
                    "s",
                    "samp",
                    "small",
                    "span",
                    "strong",
                    "sub",
                    "summary",
                    "sup",
                    "table",
                    "tbody",
                    "td",
                    "tfoot",
                    "th",
                    "thead",
                    "tr",
                    "u",
                    "ul",
                    "var");

    private static final Set<String> ATTRIBUTES =
            Set.of(
                    "alt",
                    "class",
                    "colspan",
                    "data-lang",
                    "height",
                    "href",
                    "id",
                    "lang",
                    "open",
                    "rel",
                    "rowspan",
                    "src",
                    "start",
                    "style",
                    "target",
                    "title",
                    "type",
                    "width");

    private static final Pattern TAG =
            Pattern.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\\s+[^<>]*)?)/?>");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("\\s+([a-zA-Z-]+)(?:=\"([^\"<>]*)\")?");

    /** The only styles that Asciidoctor writes by itself: widths of columns and of pictures. */
    private static final Pattern STYLE = Pattern.compile("(text-align|width): ?[0-9a-z.%]+;?");

    /** Where links may lead: the web or a place in this page. Links to the lab are ours alone. */
    private static final Map<String, Pattern> TARGETS =
            Map.of(
                    "href", Pattern.compile("(https?://|#).*"),
                    "src", Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]*"));

    private HtmlGuard() {}

    /** What is wrong with the fragment, in words; empty when it is harmless. */
    static Optional<String> objection(String html) {
        Matcher tag = TAG.matcher(html);
        int position = html.indexOf('<');
        while (position >= 0) {
            if (!tag.find(position) || tag.start() != position) {
                return Optional.of("markup that is not understood: " + excerpt(html, position));
            }
            String element = tag.group(2);
            if (!ELEMENTS.contains(element)) {
                return Optional.of("the element <" + element + "> is not allowed");
            }
            Optional<String> objection = attributes(element, tag.group(3).replaceFirst("/$", ""));
            if (objection.isPresent()) {
                return objection;
            }
            position = html.indexOf('<', tag.end());
        }
        return Optional.empty();
    }

    private static Optional<String> attributes(String element, String text) {
        Matcher attribute = ATTRIBUTE.matcher(text);
        int position = 0;
        while (position < text.length() && !text.substring(position).isBlank()) {
            if (!attribute.find(position) || attribute.start() != position) {
                return Optional.of("attributes that are not understood: " + text.strip());
            }
            String name = attribute.group(1);
            String value = attribute.group(2) == null ? "" : attribute.group(2);
            if (!ATTRIBUTES.contains(name)) {
                return Optional.of(
                        "the attribute '%s' of <%s> is not allowed".formatted(name, element));
            }
            Pattern target = name.equals("style") ? STYLE : TARGETS.get(name);
            if (target != null && !target.matcher(value).matches()) {
                return Optional.of(
                        "%s=\"%s\" of <%s> is not allowed".formatted(name, value, element));
            }
            position = attribute.end();
        }
        return Optional.empty();
    }

    private static String excerpt(String html, int position) {
        return html.substring(position, Math.min(html.length(), position + 40));
    }
}
