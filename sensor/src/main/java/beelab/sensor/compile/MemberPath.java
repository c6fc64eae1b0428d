package beelab.sensor.compile;

import beelab.sensor.compile.KernelTypes.Member;
import beelab.sensor.compile.KernelTypes.Shape;
import beelab.sensor.compile.KernelTypes.TypeRef;
import beelab.sensor.policy.NearNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From {@code resolve} to offsets, by the kernel's own description of its types. Members are joined
 * by dots whether a pointer lies between or not; anonymous structs are looked through; {@code [2]}
 * takes an element of an array or of what a pointer points to; {@code (struct tcp_sock)} as a
 * member takes what is there for something else.
 *
 * <pre>
 *   mm.owner.real_parent.comm      f_path      sk_prot_creator.name      sk.(struct tcp_sock).snd_nxt
 * </pre>
 */
final class MemberPath {
    private static final Pattern STEP =
            Pattern.compile("(?<name>[A-Za-z_]\\w*)?(?<indexes>(\\[\\d{1,9}])*)");
    private static final Pattern INDEX = Pattern.compile("\\[(\\d+)]");
    private static final int POINTER = 8;

    private final KernelTypes types;
    private final String module;
    private final List<Integer> offsets = new ArrayList<>();

    /** What is there, and where: the raw value, or {@code offset} behind the last pointer. */
    private TypeRef type;

    private boolean raw = true;
    private int pointersOfRaw;
    private long offset;
    private int bitOffset;
    private int bits;

    private MemberPath(KernelTypes types, String module, TypeRef start, int pointers) {
        this.types = types;
        this.module = module;
        this.type = start;
        this.pointersOfRaw = pointers;
    }

    /**
     * The end of a path.
     *
     * @param path to the member
     * @param type of the member as C writes it; of a structure that is read by its address with a
     *     star, so that it is what a pointer to it would be
     * @param bytes of a number; 8 for pointers
     * @param length of an array of characters; 0 for everything else
     */
    record End(ValuePath path, String type, int bytes, boolean signed, int length) {}

    /**
     * Follows a path.
     *
     * @param start what the raw value is, such as {@code struct file *}
     * @param module whose types count as well; empty for none
     * @throws Refusal with the step that cannot be taken, for the field {@code resolve}
     */
    static End follow(KernelTypes types, String start, String module, String path) throws Refusal {
        String bare = start.replaceAll("\\b(const|volatile|__user|__rcu)\\b", "").strip();
        int pointers = (int) bare.chars().filter(c -> c == '*').count();
        String name = bare.replace("*", "").strip().replaceAll("\\s+", " ");
        Optional<TypeRef> type = types.type(name, module);
        if (type.isEmpty()) {
            throw new Refusal(
                    "resolve",
                    "cannot be followed from " + start + ": this kernel's BTF has no type " + name,
                    "name the type in btfType" + (module.isEmpty() ? ", and its module" : ""));
        }
        if (pointers == 0) {
            throw new Refusal(
                    "resolve",
                    "cannot be followed from " + start + ", which is no pointer",
                    "name the type in btfType if it is an address");
        }
        MemberPath resolver = new MemberPath(types, module, type.get(), pointers);
        for (String step : path.split("\\.", -1)) {
            resolver.step(step, path);
        }
        return resolver.end(path);
    }

    private void step(String step, String path) throws Refusal {
        if (step.startsWith("(") && step.endsWith(")")) {
            cast(step.substring(1, step.length() - 1).replace("*", "").strip(), path);
            return;
        }
        Matcher matcher = STEP.matcher(step);
        if (step.isEmpty() || !matcher.matches()) {
            throw new Refusal(
                    "resolve",
                    "\"" + step + "\" in " + path + " is no member",
                    "write members joined by dots, such as f_path.dentry.d_name.name");
        }
        if (matcher.group("name") != null) {
            member(matcher.group("name"), path);
        }
        Matcher index = INDEX.matcher(matcher.group("indexes"));
        while (index.find()) {
            element(Integer.parseInt(index.group(1)), path);
        }
    }

    /** Goes on with what a pointer points to. */
    private void dereference(String path) throws Refusal {
        if (raw) {
            raw = false;
            pointersOfRaw--;
            offset = 0;
            return;
        }
        if (pointersOfRaw > 0) {
            pointersOfRaw--;
        } else if (types.shape(type) instanceof Shape.Pointer(TypeRef target)) {
            type = target;
        }
        offsets.add((int) offset);
        offset = 0;
        if (offsets.size() >= ValuePath.MAX_STEPS) {
            throw new Refusal(
                    "resolve",
                    path + " follows more than " + (ValuePath.MAX_STEPS - 1) + " pointers",
                    "begin nearer to the member");
        }
    }

    private boolean isPointer() {
        return raw || pointersOfRaw > 0 || types.shape(type) instanceof Shape.Pointer;
    }

    private void member(String name, String path) throws Refusal {
        noBitField(name, path);
        while (isPointer()) {
            dereference(path);
        }
        if (!(types.shape(type) instanceof Shape.Struct struct)) {
            throw new Refusal(
                    "resolve",
                    types.describe(type) + " has no members, so no " + name + " in " + path,
                    "");
        }
        Found found = find(struct, name, 0);
        if (found == null) {
            throw new Refusal(
                    "resolve",
                    "struct " + struct.name() + " of this kernel has no member " + name,
                    NearNames.hint(name, names(struct), ""));
        }
        type = found.member().type();
        bits = found.member().bits();
        offset += found.bitOffset() / Byte.SIZE;
        bitOffset = found.bitOffset() % Byte.SIZE;
        if (bits > 0 && types.shape(type) instanceof Shape.Scalar number) {
            // Read the unit of the declared type, as the compiler does.
            long unit = (long) found.bitOffset() / Byte.SIZE / number.bytes() * number.bytes();
            bitOffset += (int) (found.bitOffset() / Byte.SIZE - unit) * Byte.SIZE;
            offset -= found.bitOffset() / Byte.SIZE - unit;
        }
    }

    private record Found(Member member, int bitOffset) {}

    private @Nullable Found find(Shape.Struct struct, String name, int base) {
        for (Member member : struct.members()) {
            int at = base + member.bitOffset();
            if (member.name().equals(name)) {
                return new Found(member, at);
            }
            if (member.name().isEmpty()
                    && types.shape(member.type()) instanceof Shape.Struct inner) {
                Found found = find(inner, name, at);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private List<String> names(Shape.Struct struct) {
        List<String> names = new ArrayList<>();
        for (Member member : struct.members()) {
            if (!member.name().isEmpty()) {
                names.add(member.name());
            } else if (types.shape(member.type()) instanceof Shape.Struct inner) {
                names.addAll(names(inner));
            }
        }
        return names;
    }

    private void element(int index, String path) throws Refusal {
        noBitField("[" + index + "]", path);
        long size;
        if (isPointer()) {
            dereference(path);
            size = pointersOfRaw > 0 ? POINTER : size(type);
        } else if (types.shape(type) instanceof Shape.Array array) {
            if (array.length() > 0 && index >= array.length()) {
                throw new Refusal(
                        "resolve",
                        "element "
                                + index
                                + " of "
                                + types.describe(type)
                                + " in "
                                + path
                                + " does not exist",
                        "they are numbered 0 to " + (array.length() - 1));
            }
            type = array.element();
            size = array.elementBytes();
        } else {
            throw new Refusal(
                    "resolve", types.describe(type) + " in " + path + " has no elements", "");
        }
        if (size == 0) {
            throw new Refusal(
                    "resolve", "elements of " + types.describe(type) + " have no size", "");
        }
        offset += size * index;
    }

    private long size(TypeRef of) {
        return switch (types.shape(of)) {
            case Shape.Scalar scalar -> scalar.bytes();
            case Shape.Pointer _ -> POINTER;
            case Shape.Array array -> (long) array.elementBytes() * array.length();
            case Shape.Struct struct -> struct.bytes();
            case Shape.Opaque _ -> 0;
        };
    }

    /** What is there, or what the pointer there points to, is of another type. */
    private void cast(String name, String path) throws Refusal {
        TypeRef other =
                types.type(name, module)
                        .orElseThrow(() ->
                                new Refusal(
                                        "resolve",
                                        "this kernel's BTF has no type " + name + ", in " + path,
                                        ""));
        if (isPointer()) {
            dereference(path);
        }
        pointersOfRaw = 0;
        type = other;
        bits = 0;
    }

    private void noBitField(String step, String path) throws Refusal {
        if (bits > 0) {
            throw new Refusal("resolve", "a bit field has no " + step + ", in " + path, "");
        }
    }

    private End end(String path) throws Refusal {
        if (offset < 0 || offset > Integer.MAX_VALUE) {
            throw new Refusal("resolve", path + " leads too far", "");
        }
        if (raw || pointersOfRaw > 0) {
            throw new Refusal("resolve", path + " names no member", "");
        }
        List<Integer> all = new ArrayList<>(offsets);
        all.add((int) offset);
        String declared = types.describe(type);
        return switch (types.shape(type)) {
            case Shape.Scalar(int bytes, boolean signed) when bytes <= Long.BYTES ->
                    new End(
                            new ValuePath(all, bytes, bits > 0 ? bitOffset : 0, bits),
                            declared,
                            bytes,
                            signed && bits == 0,
                            0);
            case Shape.Pointer _ ->
                    new End(new ValuePath(all, POINTER, 0, 0), declared, POINTER, false, 0);
            case Shape.Array array when array.elementBytes() == 1 ->
                    new End(new ValuePath(all, 0, 0, 0), "char *", POINTER, false, array.length());
            case Shape.Scalar _, Shape.Array _, Shape.Struct _, Shape.Opaque _ ->
                    new End(new ValuePath(all, 0, 0, 0), declared + " *", POINTER, false, 0);
        };
    }
}
