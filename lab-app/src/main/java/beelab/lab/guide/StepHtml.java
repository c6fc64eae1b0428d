package beelab.lab.guide;

import java.util.List;

/** Puts the lab's own links into the HTML that Asciidoctor made. */
final class StepHtml {

    private StepHtml() {}

    /** Adds to each block's element a bar with the link that acts on it. */
    static String withLinks(String html, List<Block> blocks) {
        String result = html;
        for (Block block : blocks) {
            String element = "<div id=\"" + block.id() + "\" class=\"";
            int start = result.indexOf(element);
            int end = start < 0 ? -1 : result.indexOf('>', start);
            if (end >= 0 && !(block instanceof Block.Quiz)) {
                String bar =
                        "<div class=\"bar\"><a class=\"act\" href=\"bee:block/%s\">%s</a></div>"
                                .formatted(block.id(), escape(block.label()));
                result =
                        result.substring(0, start)
                                + "<div id=\"%s\" class=\"action ".formatted(block.id())
                                + result.substring(start + element.length(), end + 1)
                                + bar
                                + result.substring(end + 1);
            }
        }
        return result;
    }

    /** A quiz with its answers as links; which one is right stays out of the page. */
    static String quiz(Block.Quiz quiz) {
        StringBuilder html = new StringBuilder();
        html.append("<div id=\"%s\" class=\"quiz\"><p class=\"question\">".formatted(quiz.id()))
                .append(quiz.question())
                .append("</p><ul>");
        for (int i = 0; i < quiz.options().size(); i++) {
            html.append("<li><a class=\"option\" href=\"bee:quiz/%s/%d\">".formatted(quiz.id(), i))
                    .append(quiz.options().get(i).text())
                    .append("</a></li>");
        }
        return html.append("</ul></div>").toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
