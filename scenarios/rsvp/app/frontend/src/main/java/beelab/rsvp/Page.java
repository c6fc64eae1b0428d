package beelab.rsvp;

import beelab.rsvp.Answer.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The invitation as HTML, and the totals as JSON. */
final class Page {

    private static final String TEMPLATE = load("page.html");

    private Page() {}

    /**
     * The whole page.
     *
     * @param answers all answers, the latest first
     * @param notice a sentence for the guest, empty for none
     */
    static String html(List<Answer> answers, String notice) {
        return fill(
                notice,
                Long.toString(count(answers, Reply.YES)),
                Long.toString(count(answers, Reply.MAYBE)),
                Long.toString(count(answers, Reply.NO)),
                guests(answers));
    }

    /** The page when the database does not answer: it shows no totals rather than wrong ones. */
    static String withoutAnswers() {
        return fill("The database does not answer. Try again soon.", "–", "–", "–", "");
    }

    private static String fill(String notice, String yes, String maybe, String no, String guests) {
        return TEMPLATE.replace("{{notice}}", notice.isEmpty() ? "" : notice(notice))
                .replace("{{yes}}", yes)
                .replace("{{maybe}}", maybe)
                .replace("{{no}}", no)
                .replace("{{guests}}", guests);
    }

    /** {@code {"yes":2,"maybe":0,"no":1}} and a line break. */
    static String totals(List<Answer> answers) {
        return "{\"yes\":%d,\"maybe\":%d,\"no\":%d}\n"
                .formatted(
                        count(answers, Reply.YES),
                        count(answers, Reply.MAYBE),
                        count(answers, Reply.NO));
    }

    private static long count(List<Answer> answers, Reply reply) {
        return answers.stream().filter(answer -> answer.reply() == reply).count();
    }

    private static String notice(String text) {
        return "<p class=\"notice\" role=\"status\">" + escape(text) + "</p>";
    }

    private static String guests(List<Answer> answers) {
        if (answers.isEmpty()) {
            return "<li class=\"nobody\">Nobody has answered yet. Be the first.</li>";
        }
        StringBuilder list = new StringBuilder();
        for (Answer answer : answers) {
            list.append(
                            "<li class=\"%s\"><b>"
                                    .formatted(
                                            answer.reply()
                                                    .name()
                                                    .toLowerCase(java.util.Locale.ROOT)))
                    .append(escape(answer.guest()))
                    .append("</b> ")
                    .append(answer.reply().words())
                    .append("</li>\n");
        }
        return list.toString();
    }

    /** Text as it may stand between tags and in quoted attributes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String load(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
