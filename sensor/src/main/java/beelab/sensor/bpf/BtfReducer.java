package beelab.sensor.bpf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Copies of the kernel's type information that hold only what an object is relocated against. For
 * every structure that a program names, libbpf walks over all types of the kernel (126,000 on Linux
 * 6.18); over a few hundred it takes a tenth of the time.
 *
 * <p>Structures are copied with all their members, and what those hold by value too; what is only
 * pointed to becomes {@code void *}, which relocation does not tell from other pointers. Format:
 * Documentation/bpf/btf.rst of the kernel.
 */
final class BtfReducer {
    private static final int MAGIC = 0xeb9f;
    private static final int HEADER = 24;
    private static final int TYPE = 12;

    private static final int KIND_INT = 1;
    private static final int KIND_PTR = 2;
    private static final int KIND_ARRAY = 3;
    private static final int KIND_STRUCT = 4;
    private static final int KIND_UNION = 5;
    private static final int KIND_ENUM = 6;
    private static final int KIND_FWD = 7;
    private static final int KIND_TYPEDEF = 8;
    private static final int KIND_FUNC_PROTO = 13;
    private static final int KIND_VAR = 14;
    private static final int KIND_DATASEC = 15;
    private static final int KIND_FLOAT = 16;
    private static final int KIND_DECL_TAG = 17;
    private static final int KIND_ENUM64 = 19;

    private final Types source;
    private final ByteArrayOutputStream types = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final Map<Integer, Integer> copied = new HashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private int count;

    private BtfReducer(Types source) {
        this.source = source;
        strings.write(0);
        names.put("", 0);
    }

    /** Type information as bytes, with the place of each type. */
    private record Types(ByteBuffer bytes, int strings, List<Integer> places) {

        static Types of(byte[] btf) {
            ByteBuffer bytes = ByteBuffer.wrap(btf).order(ByteOrder.nativeOrder());
            if ((bytes.getShort(0) & 0xffff) != MAGIC) {
                throw new IllegalArgumentException("not BTF of this machine's byte order");
            }
            int header = bytes.getInt(4);
            int first = header + bytes.getInt(8);
            int end = first + bytes.getInt(12);
            List<Integer> places = new ArrayList<>();
            places.add(-1); // type 0 is void
            for (int at = first; at < end; at += length(bytes, at)) {
                places.add(at);
            }
            return new Types(bytes, header + bytes.getInt(16), places);
        }

        private static int length(ByteBuffer bytes, int at) {
            int info = bytes.getInt(at + 4);
            int elements = info & 0xffff;
            return TYPE
                    + switch (info >>> 24 & 0x1f) {
                        case KIND_INT, KIND_VAR, KIND_DECL_TAG -> 4;
                        case KIND_ARRAY -> 12;
                        case KIND_STRUCT, KIND_UNION, KIND_DATASEC, KIND_ENUM64 -> 12 * elements;
                        case KIND_ENUM, KIND_FUNC_PROTO -> 8 * elements;
                        default -> 0;
                    };
        }

        int kind(int id) {
            return bytes.getInt(places.get(id) + 4) >>> 24 & 0x1f;
        }

        int elements(int id) {
            return bytes.getInt(places.get(id) + 4) & 0xffff;
        }

        String name(int id) {
            return string(bytes.getInt(places.get(id)));
        }

        String string(int offset) {
            int end = strings + offset;
            while (bytes.get(end) != 0) {
                end++;
            }
            return new String(
                    bytes.array(),
                    strings + offset,
                    end - strings - offset,
                    StandardCharsets.UTF_8);
        }

        /** 32-bit word number {@code index} of a type, its head included. */
        int word(int id, int index) {
            return bytes.getInt(places.get(id) + 4 * index);
        }
    }

    /**
     * Names of the structures, unions and enums of an object; what stands behind ___ is its own.
     */
    static Set<String> names(byte[] btf) {
        Types types = Types.of(btf);
        Set<String> names = new HashSet<>();
        for (int id = 1; id < types.places().size(); id++) {
            if (isNamedByPrograms(types.kind(id))) {
                names.add(types.name(id).replaceFirst("___.*$", ""));
            }
        }
        names.remove("");
        return names;
    }

    private static boolean isNamedByPrograms(int kind) {
        return switch (kind) {
            case KIND_STRUCT, KIND_UNION, KIND_ENUM, KIND_ENUM64, KIND_TYPEDEF -> true;
            default -> false;
        };
    }

    /** A copy with the types of those names. */
    static byte[] reduce(byte[] btf, Set<String> wanted) {
        BtfReducer reducer = new BtfReducer(Types.of(btf));
        for (int id = 1; id < reducer.source.places().size(); id++) {
            if (isNamedByPrograms(reducer.source.kind(id))
                    && wanted.contains(reducer.source.name(id))) {
                int ignored = reducer.copy(id);
            }
        }
        return reducer.bytes();
    }

    /** Copies a type after what it is made of. Returns its number in the copy. */
    private int copy(int id) {
        if (id == 0) {
            return 0;
        }
        Integer known = copied.get(id);
        if (known != null) {
            return known;
        }
        int kind = source.kind(id);
        int[] words =
                switch (kind) {
                    case KIND_PTR, KIND_FUNC_PROTO -> pointer();
                    case KIND_ARRAY -> array(id);
                    case KIND_STRUCT, KIND_UNION -> members(id);
                    case KIND_ENUM, KIND_ENUM64 -> enumerators(id, kind == KIND_ENUM ? 2 : 3);
                    case KIND_INT -> words(id, source.word(id, 2), source.word(id, 3));
                    case KIND_FLOAT, KIND_FWD -> words(id, source.word(id, 2));
                    default -> words(id, copy(source.word(id, 2))); // typedef, const and the like
                };
        for (int word : words) {
            write(types, word);
        }
        copied.put(id, ++count);
        return count;
    }

    private static int[] pointer() {
        return new int[] {0, KIND_PTR << 24, 0};
    }

    private int[] words(int id, int... behind) {
        int[] words = new int[2 + behind.length];
        words[0] = name(id);
        words[1] = source.word(id, 1);
        System.arraycopy(behind, 0, words, 2, behind.length);
        return words;
    }

    private int[] array(int id) {
        int element = copy(source.word(id, 3));
        int index = copy(source.word(id, 4));
        return words(id, source.word(id, 2), element, index, source.word(id, 5));
    }

    private int[] members(int id) {
        int elements = source.elements(id);
        int[] behind = new int[1 + 3 * elements];
        behind[0] = source.word(id, 2);
        for (int i = 0; i < elements; i++) {
            int at = 3 + 3 * i;
            behind[1 + 3 * i] = string(source.string(source.word(id, at)));
            behind[2 + 3 * i] = copy(source.word(id, at + 1));
            behind[3 + 3 * i] = source.word(id, at + 2);
        }
        return words(id, behind);
    }

    private int[] enumerators(int id, int width) {
        int elements = source.elements(id);
        int[] behind = new int[1 + width * elements];
        behind[0] = source.word(id, 2);
        for (int i = 0; i < elements; i++) {
            int at = 3 + width * i;
            behind[1 + width * i] = string(source.string(source.word(id, at)));
            for (int j = 1; j < width; j++) {
                behind[1 + width * i + j] = source.word(id, at + j);
            }
        }
        return words(id, behind);
    }

    private int name(int id) {
        return string(source.name(id));
    }

    private int string(String text) {
        return names.computeIfAbsent(
                text,
                t -> {
                    int offset = strings.size();
                    strings.writeBytes(t.getBytes(StandardCharsets.UTF_8));
                    strings.write(0);
                    return offset;
                });
    }

    private static void write(ByteArrayOutputStream out, int word) {
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(word).array());
    }

    private byte[] bytes() {
        ByteBuffer all =
                ByteBuffer.allocate(HEADER + types.size() + strings.size())
                        .order(ByteOrder.nativeOrder());
        all.putShort((short) MAGIC).put((byte) 1).put((byte) 0).putInt(HEADER);
        all.putInt(0).putInt(types.size()).putInt(types.size()).putInt(strings.size());
        return all.put(types.toByteArray()).put(strings.toByteArray()).array();
    }
}
