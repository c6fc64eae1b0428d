package beelab.sensor.compile;

import beelab.sensor.elf.ElfFile;
import beelab.sensor.elf.ElfSymbols;
import beelab.sensor.elf.ElfSymbols.Kind;
import beelab.sensor.elf.ElfSymbols.Symbol;
import beelab.sensor.policy.Hook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** From the functions that a uprobe names to offsets in the file. */
final class UprobeSites {
    /** Six arguments in registers, and six more on the stack. */
    static final int MAX_ARGUMENT = 11;

    private final Hook.Uprobe hook;
    private final ElfFile file;
    private final List<Site> sites = new ArrayList<>();

    /**
     * One place to hook.
     *
     * @param symbol as the policy names it; empty for offsets and addresses
     * @param address in the file's address space
     */
    record Site(String symbol, long offset, long address, long counterOffset) {
        @Override
        public String toString() {
            return symbol.isEmpty() ? "0x" + Long.toHexString(offset) : symbol;
        }
    }

    private UprobeSites(Hook.Uprobe hook, ElfFile file) {
        this.hook = hook;
        this.file = file;
    }

    /** All places, in the order of the policy. */
    static List<Site> of(Hook.Uprobe hook, ElfFile file) throws Refusal, IOException {
        UprobeSites found = new UprobeSites(hook, file);
        found.symbols();
        found.offsets();
        found.addresses();
        return found.sites;
    }

    /** A symbol of the policy: a name, and what is added to its address. */
    private record Reference(String name, long plus) {
        static Reference parse(String text) throws Refusal {
            int plus = text.lastIndexOf('+');
            if (plus <= 0) {
                return new Reference(text, 0);
            }
            try {
                return new Reference(
                        text.substring(0, plus).strip(),
                        Long.decode(text.substring(plus + 1).strip()));
            } catch (NumberFormatException e) {
                throw new Refusal(
                        "", "\"" + text.substring(plus) + "\" is no offset", "write name+0x1f");
            }
        }
    }

    private void symbols() throws Refusal, IOException {
        List<Reference> references = new ArrayList<>();
        for (int i = 0; i < hook.symbols().size(); i++) {
            try {
                references.add(Reference.parse(hook.symbols().get(i)));
            } catch (Refusal e) {
                throw new Refusal("symbols[" + i + "]", e.message(), e.hint());
            }
        }
        ElfSymbols symbols = file.symbols();
        Map<String, List<Symbol>> found =
                symbols.named(references.stream().map(Reference::name).toList());
        for (int i = 0; i < references.size(); i++) {
            Reference reference = references.get(i);
            Symbol symbol =
                    one(
                            "symbols[" + i + "]",
                            reference.name(),
                            found.getOrDefault(reference.name(), List.of()));
            if (hook.returns() && reference.plus() != 0) {
                throw noFunction("symbols[" + i + "]", hook.symbols().get(i));
            }
            add("symbols[" + i + "]", hook.symbols().get(i), symbol.address() + reference.plus());
        }
    }

    private Symbol one(String field, String name, List<Symbol> same) throws Refusal {
        if (same.isEmpty()) {
            throw new Refusal(
                    field,
                    hook.file() + " has no function " + name,
                    file.symbols().isComplete()
                            ? "names are those of the object file: see nm " + hook.file()
                            : "it is stripped: only exported functions have names (nm -D); others"
                                    + " need offsets");
        }
        if (same.stream().anyMatch(s -> s.kind() == Kind.INDIRECT_FUNCTION)) {
            throw new Refusal(
                    field,
                    name + " is not one function: the program picks one of several when it starts",
                    "name the variant, such as " + name + "_avx2 (nm " + hook.file() + ")");
        }
        Optional<Symbol> global = same.stream().filter(s -> !s.local()).findFirst();
        if (global.isEmpty() && same.size() > 1) {
            throw new Refusal(
                    field,
                    hook.file()
                            + " has "
                            + same.size()
                            + " functions "
                            + name
                            + ", at "
                            + String.join(
                                    ", ",
                                    same.stream()
                                            .map(s -> "0x" + Long.toHexString(s.address()))
                                            .toList()),
                    "choose by addrs");
        }
        return global.orElse(same.getFirst());
    }

    private void offsets() throws Refusal, IOException {
        for (int i = 0; i < hook.offsets().size(); i++) {
            long offset = hook.offsets().get(i);
            OptionalLong address = file.codeAddress(offset);
            if (address.isEmpty()) {
                throw new Refusal(
                        "offsets[" + i + "]",
                        "offset 0x%x of %s is no code".formatted(offset, hook.file()),
                        "offsets count from the beginning of the file; for virtual addresses use"
                                + " addrs");
            }
            requireFunction("offsets[" + i + "]", address.getAsLong());
            add("offsets[" + i + "]", "", address.getAsLong());
        }
    }

    private void addresses() throws Refusal, IOException {
        for (int i = 0; i < hook.addresses().size(); i++) {
            requireFunction("addrs[" + i + "]", hook.addresses().get(i));
            add("addrs[" + i + "]", "", hook.addresses().get(i));
        }
    }

    /** A return is caught by changing the stack as it is when a function begins, and only then. */
    private void requireFunction(String field, long address) throws Refusal, IOException {
        if (hook.returns()
                && file.symbols().isComplete()
                && file.symbols().functions().stream().noneMatch(s -> s.address() == address)) {
            throw noFunction(field, "0x" + Long.toHexString(address));
        }
    }

    private static Refusal noFunction(String field, String name) {
        return new Refusal(
                field,
                name + " is not the beginning of a function, so that its return cannot be caught",
                "leave return out, or name a function");
    }

    private void add(String field, String symbol, long address) throws Refusal {
        OptionalLong offset = file.codeOffset(address);
        if (offset.isEmpty()) {
            throw new Refusal(
                    field,
                    "address 0x%x of %s is no code%s"
                            .formatted(
                                    address,
                                    hook.file(),
                                    symbol.isEmpty() ? "" : ", so " + symbol + " is no function"),
                    "addresses are those of the file, as nm and objdump show them");
        }
        int position = sites.size();
        long counter =
                position < hook.counterOffsets().size() ? hook.counterOffsets().get(position) : 0;
        sites.add(new Site(symbol, offset.getAsLong(), address, counter));
    }
}
