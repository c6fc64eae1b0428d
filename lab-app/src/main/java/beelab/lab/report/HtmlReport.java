package beelab.lab.report;

import beelab.lab.check.StepState;
import beelab.lab.feed.EventRow;
import beelab.lab.feed.Loss;
import beelab.lab.lesson.BlockResult;
import beelab.lab.lesson.RunResult;
import beelab.lab.lesson.StepResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The result as one page that needs no other file, no network and no script: verdicts, what they
 * rest on, what was typed, and a table of the events.
 */
public final class HtmlReport {

    /** Events in the table; a bundle has all of them in events.jsonl. */
    static final int MAX_EVENTS = 2000;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final String STYLE = load("report.css");

    private HtmlReport() {}

    /** The whole page. */
    public static String of(RunResult result) {
        StringBuilder page = new StringBuilder();
        String title = result.lesson().scenario().title();
        page.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n")
                .append(
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>" + escape(title) + ": " + word(result) + "</title>\n")
                .append("<style>\n" + STYLE + "</style>\n<main>\n")
                .append("<p class=\"verdict " + word(result) + "\">" + word(result) + "</p>\n")
                .append("<h1>" + escape(title) + "</h1>\n")
                .append("<p>" + escape(TextReport.summary(result)) + "</p>\n");
        facts(page, result);
        steps(page, result.steps());
        losses(page, result.losses());
        commands(page, result.blocks());
        events(page, result);
        return page.append("</main>\n</html>\n").toString();
    }

    private static String word(RunResult result) {
        return result.verdict().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static void facts(StringBuilder page, RunResult result) {
        page.append("<dl>\n<dt>began</dt><dd>" + result.began() + "</dd>\n");
        result.facts()
                .forEach((name, value) ->
                        page.append(
                                "<dt>" + escape(name) + "</dt><dd>" + escape(value) + "</dd>\n"));
        page.append("</dl>\n");
    }

    private static void steps(StringBuilder page, List<StepResult> steps) {
        page.append("<h2>Steps</h2>\n");
        String section = "";
        for (StepResult step : steps) {
            if (!step.section().equals(section)) {
                section = step.section();
                page.append("<h3>" + escape(section) + "</h3>\n");
            }
            String state = step.state().word();
            List<String> why = FindingText.lines(step.state());
            List<EventRow> evidence = JsonReport.evidence(step.state());
            boolean open = !(step.state() instanceof StepState.Passed);
            page.append("<details class=\"step\"" + (open ? " open" : "") + "><summary>")
                    .append("<b class=\"" + state.replace(' ', '-') + "\">")
                    .append(TextReport.sign(step.state()) + " " + state + "</b> ")
                    .append("<code>" + escape(step.step().id()) + "</code> ")
                    .append("<span>" + TextReport.seconds(step.took()) + "</span></summary>\n");
            for (String line : why) {
                page.append("<p>" + escape(line) + "</p>\n");
            }
            if (!evidence.isEmpty()) {
                page.append("<p>Proved by:</p>\n<ul>\n");
                for (EventRow row : evidence) {
                    page.append("<li><a href=\"#e" + row.sequence() + "\">" + row.sequence())
                            .append("</a> <code>" + escape(row.compact()) + "</code></li>\n");
                }
                page.append("</ul>\n");
            }
            page.append("</details>\n");
        }
    }

    private static void losses(StringBuilder page, List<Loss> losses) {
        if (losses.isEmpty()) {
            return;
        }
        page.append("<h2>Lost</h2>\n<ul>\n");
        losses.forEach(loss -> page.append("<li>" + escape(loss.detail()) + "</li>\n"));
        page.append("</ul>\n");
    }

    private static void commands(StringBuilder page, List<BlockResult> blocks) {
        page.append("<h2>What was typed</h2>\n");
        for (BlockResult block : blocks) {
            boolean open = !block.ok();
            page.append("<details" + (open ? " open" : "") + "><summary><code>")
                    .append(escape(block.block().id()) + "</code> in terminal ")
                    .append(escape(block.block().terminal()) + "</summary>\n");
            if (open) {
                page.append("<p class=\"failed\">" + escape(block.problem()) + "</p>\n");
            }
            for (BlockResult.Command command : block.commands()) {
                page.append("<pre><b>$ " + escape(command.line()) + "</b>\n")
                        .append(escape(command.output().strip()) + "</pre>\n");
            }
            page.append("</details>\n");
        }
    }

    private static void events(StringBuilder page, RunResult result) {
        Map<Long, String> proves = new HashMap<>();
        for (StepResult step : result.steps()) {
            JsonReport.evidence(step.state())
                    .forEach(row ->
                            proves.merge(row.sequence(), step.step().id(), (a, b) -> a + ", " + b));
        }
        List<EventRow> rows = result.events();
        List<EventRow> shown =
                rows.size() <= MAX_EVENTS
                        ? rows
                        : rows.stream()
                                .filter(row ->
                                        !row.pod().isEmpty() || proves.containsKey(row.sequence()))
                                .limit(MAX_EVENTS)
                                .toList();
        page.append("<h2>Events</h2>\n");
        if (shown.size() < rows.size()) {
            page.append(
                    "<p>%d of %d: those of pods. The bundle has them all.</p>%n"
                            .formatted(shown.size(), rows.size()));
        }
        page.append("<table>\n<thead><tr><th>No.<th>UTC<th>Where<th>Event<th>Policy<th>Proves")
                .append("</tr></thead>\n<tbody>\n");
        for (EventRow row : shown) {
            String step = proves.getOrDefault(row.sequence(), "");
            page.append("<tr id=\"e" + row.sequence() + "\"")
                    .append(step.isEmpty() ? ">" : " class=\"proof\">")
                    .append("<td>" + row.sequence() + "<td>" + TIME.format(row.time()))
                    .append("<td>" + escape(row.source()))
                    .append("<td><code>" + escape(row.compact()) + "</code>")
                    .append("<td>" + escape(row.policy()) + "<td>" + escape(step) + "</tr>\n");
        }
        page.append("</tbody>\n</table>\n");
    }

    /** Text as it may stand between tags; what a terminal would obey is shown as a sign. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '&' -> safe.append("&amp;");
                        case '<' -> safe.append("&lt;");
                        case '>' -> safe.append("&gt;");
                        case '"' -> safe.append("&quot;");
                        case '\r' -> {}
                        default ->
                                safe.appendCodePoint(c < ' ' && c != '\n' && c != '\t' ? '·' : c);
                    }
                });
        return safe.toString();
    }

    private static String load(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
