package beelab.sensor.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * BTF of bpf/process/contract.bpf.c, which has every structure and enum of the contract headers.
 */
public final class ContractObject {
    private ContractObject() {}

    /** The C structure of the layout's name has the same fields, offsets, sizes and total size. */
    public static void assertSameLayout(StructLayout layout) {
        String name = layout.name().orElseThrow();
        try (BpfObject object = BpfObject.openResource("contract")) {
            Btf.Struct struct =
                    object.btf()
                            .struct(name)
                            .orElseThrow(() -> new AssertionError("C has no struct " + name));
            assertThat(fields(layout)).as("fields of struct %s", name).isEqualTo(fields(struct));
            assertThat(layout.byteSize()).as("size of struct %s", name).isEqualTo(struct.size());
        } catch (BpfException e) {
            throw new AssertionError(e);
        }
    }

    /** Every member of the C enum has a constant of the same name and value in the class. */
    public static void assertSameConstants(String enumName, Class<?> constants) {
        Map<String, Integer> found = new LinkedHashMap<>();
        Map<String, Integer> members = members(enumName);
        for (String member : members.keySet()) {
            try {
                Field field = constants.getDeclaredField(member);
                field.setAccessible(true);
                found.put(member, field.getInt(null));
            } catch (NoSuchFieldException e) {
                throw new AssertionError(constants + " has no " + member, e);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(found).as("enum %s", enumName).isEqualTo(members);
    }

    /** Members of a C enum, in order; never empty. */
    public static Map<String, Integer> members(String enumName) {
        try (BpfObject object = BpfObject.openResource("contract")) {
            Map<String, Integer> members = object.btf().enumMembers(enumName);
            assertThat(members).as("enum %s", enumName).isNotEmpty();
            return members;
        } catch (BpfException e) {
            throw new AssertionError(e);
        }
    }

    /** One field, as both sides describe it. */
    private record Placed(String name, long offset, long size) {}

    private static List<Placed> fields(StructLayout layout) {
        return layout.memberLayouts().stream()
                .map(MemoryLayout::name)
                .map(name -> name.orElseThrow())
                .map(name ->
                        new Placed(
                                name,
                                layout.byteOffset(PathElement.groupElement(name)),
                                layout.select(PathElement.groupElement(name)).byteSize()))
                .toList();
    }

    private static List<Placed> fields(Btf.Struct struct) {
        return struct.members().stream()
                .map(field -> new Placed(field.name(), field.bitOffset() / 8, field.size()))
                .toList();
    }
}
