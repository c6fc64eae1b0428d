package beelab.lab.check;

import beelab.lab.feed.EventRow;
import beelab.lab.scenario.EventPattern.FieldMatch;

/** Takes from a row the text that a condition is about. */
final class FieldReader {

    private FieldReader() {}

    /** The field's text; empty when the event does not have it. */
    static String read(EventRow row, FieldMatch match) {
        return switch (match.field()) {
            case NAMESPACE -> row.namespace();
            case POD -> row.pod();
            case CONTAINER -> row.container();
            case NODE -> row.node();
            case BINARY -> row.binary();
            case ARGUMENTS -> row.arguments();
            case PARENT -> row.parentBinary();
            case UID -> row.uid() < 0 ? "" : Long.toString(row.uid());
            case POLICY -> row.policy();
            case FUNCTION -> row.function();
            case ARGS -> match.index() < row.args().size() ? row.args().get(match.index()) : "";
            case ACTION -> row.action();
            case RETURN -> row.returned();
            case SIGNAL -> row.signal();
            case STATUS -> Integer.toString(row.status());
        };
    }
}
