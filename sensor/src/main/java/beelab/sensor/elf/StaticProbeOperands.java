package beelab.sensor.elf;

import java.util.ArrayList;
import java.util.List;

/** Takes the argument text of a static probe apart: operands may hold spaces inside of brackets. */
final class StaticProbeOperands {
    private StaticProbeOperands() {}

    /** Operands such as {@code -4@%eax} or {@code 8@-16(%rbp, %rax, 8)}. */
    static List<String> split(String text) {
        List<String> operands = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            if (Character.isWhitespace(c) && depth <= 0) {
                if (!current.isEmpty()) {
                    operands.add(current.toString());
                    current.setLength(0);
                }
            } else if (!Character.isWhitespace(c)) {
                current.append(c);
            }
        }
        if (!current.isEmpty()) {
            operands.add(current.toString());
        }
        return operands;
    }
}
