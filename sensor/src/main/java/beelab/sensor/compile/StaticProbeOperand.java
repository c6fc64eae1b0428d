package beelab.sensor.compile;

import beelab.sensor.elf.ElfSymbols;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An operand of a static probe, as assemblers for x86-64 write it into the probe's note:
 *
 * <pre>
 *  -4@%eax             signed 4 bytes in a register
 *  8@$17               a number
 *  4@-20(%rbp)         4 bytes of memory at a register plus a number
 *  8@16(%rdi,%rcx,8)   the same plus a second register, scaled
 *  -4@counter(%rip)    a variable of the program
 * </pre>
 */
final class StaticProbeOperand {
    private static final String REGISTER = "%([a-z][a-z0-9]*)";
    private static final Pattern SIZED = Pattern.compile("(-?[1248])(f?)@(.+)");
    private static final Pattern NUMBER =
            Pattern.compile("\\$?([-+]?(?:0x[0-9a-fA-F]{1,16}|[0-9]{1,18}))");
    private static final Pattern IN_REGISTER = Pattern.compile(REGISTER);
    private static final Pattern IN_MEMORY =
            Pattern.compile(
                    "([-+]?(?:0x[0-9a-fA-F]{1,16}|[0-9]{1,18}))?"
                            + "([A-Za-z_.$][A-Za-z0-9_.$]*)?"
                            + "([-+](?:0x[0-9a-fA-F]{1,16}|[0-9]{1,18}))?"
                            + "\\((?:"
                            + REGISTER
                            + ")?(?:,"
                            + REGISTER
                            + "(?:,([1248]))?)?\\)");

    private final String text;
    private final long probeAddress;
    private final ElfSymbols symbols;

    private StaticProbeOperand(String text, long probeAddress, ElfSymbols symbols) {
        this.text = text;
        this.probeAddress = probeAddress;
        this.symbols = symbols;
    }

    /**
     * Where the value of an operand is.
     *
     * @param probeAddress of the probe in the file's address space
     * @throws Refusal when it is in no general register, or has a form that is not known
     * @throws IOException when the symbols cannot be read
     */
    static Provided parse(String text, long probeAddress, ElfSymbols symbols)
            throws Refusal, IOException {
        return new StaticProbeOperand(text, probeAddress, symbols).parse();
    }

    private Provided parse() throws Refusal, IOException {
        Matcher sized = SIZED.matcher(text);
        // The oldest notes have no sizes.
        int size = sized.matches() ? Integer.parseInt(sized.group(1)) : 8;
        boolean isFloat = sized.matches() && !sized.group(2).isEmpty();
        String place = sized.matches() ? sized.group(3) : text;
        int bytes = Math.abs(size);
        boolean signed = size < 0;
        if (isFloat) {
            throw unreadable("is a floating point number");
        }
        return new Provided(
                source(place, bytes, signed),
                Provided.Form.OPERAND,
                bytes,
                signed,
                ArgSpec.Memory.USER,
                text);
    }

    private ArgSource source(String place, int bytes, boolean signed) throws Refusal, IOException {
        Matcher number = NUMBER.matcher(place);
        if (number.matches()) {
            return new ArgSource.Constant(number(number.group(1)));
        }
        Matcher register = IN_REGISTER.matcher(place);
        if (register.matches()) {
            Registers.Part part = register(register.group(1));
            return new ArgSource.Register(part.slot(), Math.min(bytes, part.bytes()), signed, 0);
        }
        Matcher memory = IN_MEMORY.matcher(place);
        if (!memory.matches()) {
            throw unreadable("has a form that this version does not know");
        }
        String base = memory.group(4);
        String index = memory.group(5);
        String scale = memory.group(6);
        if (base == null) {
            throw unreadable("has no base register");
        }
        long plus = number(memory.group(1)) + number(memory.group(3));
        if (memory.group(2) != null) {
            plus += variable(memory.group(2), base);
        }
        return new ArgSource.UserMemory(
                register(base).slot(),
                plus,
                index == null ? -1 : register(index).slot(),
                scale == null ? 0 : Integer.numberOfTrailingZeros(Integer.parseInt(scale)),
                bytes,
                signed);
    }

    /** At the probe the instruction pointer is the probe's address, whatever the program's is. */
    private long variable(String name, String base) throws Refusal, IOException {
        OptionalLong address = symbols.address(name);
        if (!base.equals("rip")) {
            throw unreadable("names a variable without %rip");
        }
        if (address.isEmpty()) {
            throw unreadable("names " + name + ", which is not among the file's symbols");
        }
        return address.getAsLong() - probeAddress;
    }

    private Registers.Part register(String name) throws Refusal {
        return Registers.of(name)
                .orElseThrow(() -> unreadable("is in %" + name + ", which cannot be read"));
    }

    private static long number(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        long value =
                digits.startsWith("0x")
                        ? Long.parseUnsignedLong(digits.substring(2), 16)
                        : Long.parseUnsignedLong(digits);
        return negative ? -value : value;
    }

    private Refusal unreadable(String why) {
        return new Refusal("index", "the operand " + text + " " + why, "leave the argument out");
    }
}
