package beelab.lab.guide;

import beelab.lab.scenario.Mark;
import beelab.lab.scenario.Problems;
import java.nio.file.Path;
import org.asciidoctor.ast.Cursor;
import org.asciidoctor.ast.StructuralNode;
import org.asciidoctor.log.LogRecord;
import org.asciidoctor.log.Severity;

/** Turns what Asciidoctor says about a document into problems with a place. */
final class GuideProblems {

    private final Path guide;
    private final Problems problems;

    GuideProblems(Path guide, Problems problems) {
        this.guide = guide;
        this.problems = problems;
    }

    /** Takes a message of Asciidoctor; a warning of it is a mistake for us: guides must not rot. */
    void log(LogRecord message) {
        if (message.getSeverity().ordinal() < Severity.WARN.ordinal()) {
            return;
        }
        String text = message.getMessage();
        String hint = "";
        if (text.startsWith("include file not found") || text.startsWith("include file not read")) {
            hint = "check the path behind include::; {scenario} is the scenario's folder";
        } else if (text.contains("id assigned to")) {
            hint = "give this block another id";
        }
        problems.add(mark(message.getCursor()), "", text, hint);
    }

    void add(StructuralNode node, String message, String hint) {
        String id = node.getId() == null ? "" : node.getId();
        problems.add(mark(node.getSourceLocation()), id, message, hint);
    }

    Mark mark(Cursor cursor) {
        if (cursor == null) {
            return new Mark(guide, 1, 1);
        }
        Path file = cursor.getFile() == null ? guide : Path.of(cursor.getFile());
        // Asciidoctor knows lines only; its directives and blocks begin in column 1.
        return new Mark(file, Math.max(1, cursor.getLineNumber()), 1);
    }
}
