package beelab.sensor.export.compact;

import beelab.sensor.api.KprobeArgument;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Names and arguments of the system calls of x86-64, read when first needed. */
final class SyscallTable {
    private SyscallTable() {}

    private record Parameter(String type, String name) {
        boolean pointer() {
            return type.endsWith("*");
        }
    }

    private record Syscall(String name, List<Parameter> parameters) {}

    /** Loads the table on first use. */
    private static final class Table {
        static final Map<Integer, Syscall> BY_NUMBER = load();
    }

    /**
     * A call as a programmer writes it.
     *
     * @param args the number of the call, then its arguments as far as they were collected
     */
    static String call(List<KprobeArgument> args) {
        if (args.isEmpty()) {
            return "unknown";
        }
        KprobeArgument number = args.getFirst();
        if (number.hasSyscallId() && !number.getSyscallId().getAbi().equals("x64")) {
            return number.getSyscallId().getAbi()
                    + "/"
                    + Integer.toUnsignedString(number.getSyscallId().getId());
        }
        long id = number.hasSyscallId() ? number.getSyscallId().getId() : value(number);
        Syscall syscall = Table.BY_NUMBER.get((int) id);
        if (syscall == null) {
            return "unknown";
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < syscall.parameters().size(); i++) {
            Parameter parameter = syscall.parameters().get(i);
            String text = i + 1 < args.size() ? text(parameter, args.get(i + 1)) : "?";
            texts.add(
                    parameter.pointer()
                            ? parameter.type().replace(" *", "*") + parameter.name() + "=" + text
                            : parameter.type() + " " + parameter.name() + "=" + text);
        }
        return syscall.name() + "(" + String.join(", ", texts) + ")";
    }

    private static String text(Parameter parameter, KprobeArgument argument) {
        if (argument.hasStringArg()) {
            return Quoting.maybeQuote(argument.getStringArg());
        }
        long value = value(argument);
        if (parameter.pointer()) {
            return "0x" + Long.toHexString(value);
        }
        return parameter.type().contains("unsigned") || parameter.type().endsWith("size_t")
                ? Long.toUnsignedString(value)
                : Long.toString(parameter.type().equals("int") ? (int) value : value);
    }

    private static long value(KprobeArgument argument) {
        return switch (argument.getArgCase()) {
            case INT_ARG -> argument.getIntArg();
            case UINT_ARG -> Integer.toUnsignedLong(argument.getUintArg());
            case SIZE_ARG -> argument.getSizeArg();
            case LONG_ARG -> argument.getLongArg();
            default -> 0;
        };
    }

    private static Map<Integer, Syscall> load() {
        Map<Integer, Syscall> table = new HashMap<>();
        InputStream resource =
                Objects.requireNonNull(
                        SyscallTable.class.getResourceAsStream("syscalls-x86_64.txt"));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] columns = line.split("\t", -1);
                    List<Parameter> parameters = new ArrayList<>();
                    for (String parameter :
                            columns[2].isEmpty() ? new String[0] : columns[2].split(",", -1)) {
                        int bar = parameter.indexOf('|');
                        parameters.add(
                                new Parameter(
                                        parameter.substring(0, bar), parameter.substring(bar + 1)));
                    }
                    table.put(Integer.parseInt(columns[0]), new Syscall(columns[1], parameters));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(table);
    }
}
