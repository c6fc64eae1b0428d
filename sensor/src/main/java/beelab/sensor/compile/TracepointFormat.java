package beelab.sensor.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of a classic tracepoint, as {@code events/CATEGORY/NAME/format} of tracefs lists them.
 *
 * @param fields in order, the four {@code common_} fields included, so that the position is the
 *     {@code index} of the policy language
 */
public record TracepointFormat(List<Field> fields) {
    private static final Pattern FIELD =
            Pattern.compile(
                    "\\s*field:(?<type>.*?)(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<array>(\\[[^]]*])?);"
                            + "\\s*offset:(?<offset>\\d{1,6});\\s*size:(?<size>\\d{1,6});"
                            + "\\s*signed:(?<signed>[01]);.*");

    public TracepointFormat {
        fields = List.copyOf(fields);
    }

    /**
     * One field.
     *
     * @param type C type, such as {@code const char *} or {@code __data_loc char[]}
     * @param array whether it is an array inside of the record
     * @param offset in bytes from the beginning of the record
     * @param size in bytes
     */
    public record Field(
            String name, String type, boolean array, int offset, int size, boolean signed) {

        boolean isDataLoc() {
            return type.startsWith("__data_loc");
        }

        boolean isPointer() {
            return type.endsWith("*");
        }
    }

    /** Reads the text of a format file; lines that are no fields are passed over. */
    public static TracepointFormat parse(String text) {
        List<Field> fields = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher matcher = FIELD.matcher(line);
            if (matcher.matches()) {
                fields.add(
                        new Field(
                                matcher.group("name"),
                                matcher.group("type").strip(),
                                !matcher.group("array").isEmpty(),
                                Integer.parseInt(matcher.group("offset")),
                                Integer.parseInt(matcher.group("size")),
                                matcher.group("signed").equals("1")));
            }
        }
        return new TracepointFormat(fields);
    }

    /** The arguments of a system call: what follows {@code __syscall_nr} in its enter event. */
    List<Field> syscallArguments() {
        List<Field> own = fields.stream().filter(f -> !f.name().startsWith("common_")).toList();
        return own.isEmpty() ? own : own.subList(1, own.size());
    }
}
