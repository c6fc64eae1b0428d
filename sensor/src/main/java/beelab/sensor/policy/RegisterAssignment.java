package beelab.sensor.policy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of {@code argRegs}: what a register is set to. The forms are those of AT&amp;T
 * assembler:
 *
 * <pre>
 *  rax=11          a number, decimal or 0x…
 *  rax=%rdi        a register
 *  rsp=8%rsp       a register plus a number
 *  rip=(%rsp)      8 bytes of memory at a register
 *  rip=8(%rsp)     8 bytes of memory at a register plus a number
 * </pre>
 *
 * @param register that is set; {@code eax}, {@code ax} or {@code al} set a part of it
 * @param base register that the value comes from; empty for a number
 * @param number the number, or what is added to base
 * @param memory whether the value lies in memory at base plus number
 */
public record RegisterAssignment(String register, String base, long number, boolean memory) {
    private static final String NUMBER = "[-+]?(?:0[xX][0-9a-fA-F]{1,16}|[0-9]{1,19})";
    private static final Pattern FORM =
            Pattern.compile(
                    "\\s*%?([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(?:("
                            + NUMBER
                            + ")|("
                            + NUMBER
                            + ")?(?:%([a-zA-Z0-9]+)|\\(%([a-zA-Z0-9]+)\\)))\\s*");

    /** Reads an entry; empty when it has none of the forms. */
    public static Optional<RegisterAssignment> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            if (matcher.group(2) != null) {
                return Optional.of(
                        new RegisterAssignment(
                                matcher.group(1), "", number(matcher.group(2)), false));
            }
            long plus = matcher.group(3) == null ? 0 : number(matcher.group(3));
            boolean memory = matcher.group(5) != null;
            return Optional.of(
                    new RegisterAssignment(
                            matcher.group(1),
                            memory ? matcher.group(5) : matcher.group(4),
                            plus,
                            memory));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    private static long number(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        long value =
                digits.startsWith("0x") || digits.startsWith("0X")
                        ? Long.parseUnsignedLong(digits.substring(2), 16)
                        : Long.parseUnsignedLong(digits);
        return negative ? -value : value;
    }
}
