package beelab.sensor.cli;

import java.util.List;

/** Columns as wide as their widest cell, three spaces apart; nothing behind the last. */
final class TextTable {
    private static final int GAP = 3;

    private TextTable() {}

    /** A table with a line end behind each row; every row has as many cells as the first. */
    static String of(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                text.append(row.get(i));
                if (i < columns - 1) {
                    text.append(" ".repeat(widths[i] - row.get(i).length() + GAP));
                }
            }
            text.append('\n');
        }
        return text.toString();
    }
}
