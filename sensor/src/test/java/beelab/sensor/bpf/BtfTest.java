package beelab.sensor.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Questions to the running kernel's BTF, whose answers are in the kernel's headers. */
@Tag("kernel")
class BtfTest {
    private static Btf kernel;

    @BeforeAll
    static void parse() throws BpfException {
        kernel = Btf.kernel();
    }

    @AfterAll
    static void free() {
        kernel.close();
    }

    @Test
    void aFunctionHasParametersAndAResult() {
        Btf.Function function = kernel.function("security_path_truncate").orElseThrow();
        assertThat(function.returnType()).isEqualTo("int");
        assertThat(function.parameters())
                .singleElement()
                .satisfies(parameter -> {
                    assertThat(parameter.type()).isEqualTo("struct path *");
                    assertThat(parameter.size()).isEqualTo(8);
                });
    }

    @Test
    void qualifiersAreLeftOut() {
        // int vfs_getattr(const struct path *path, struct kstat *stat, u32 mask, unsigned int)
        assertThat(kernel.function("vfs_getattr").orElseThrow().parameters())
                .extracting(Btf.Field::type)
                .startsWith("struct path *", "struct kstat *");
    }

    @Test
    void aStructHasMembersAtTheirOffsets() {
        // struct path { struct vfsmount *mnt; struct dentry *dentry; }
        Btf.Struct path = kernel.struct("path").orElseThrow();
        assertThat(path.size()).isEqualTo(16);
        assertThat(path.members())
                .containsExactly(
                        new Btf.Field("mnt", "struct vfsmount *", 0, 8),
                        new Btf.Field("dentry", "struct dentry *", 64, 8));
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        assertThat(kernel.function("no_such_function")).isEmpty();
        assertThat(kernel.struct("no_such_struct")).isEmpty();
        assertThat(kernel.hasStruct("task_struct")).isTrue();
        assertThat(kernel.hasStruct("no_such_struct")).isFalse();
    }

    @Test
    void enumsHaveValues() {
        assertThat(kernel.enumValue("pid_type", "PIDTYPE_PID")).isEqualTo(OptionalLong.of(0));
        assertThat(kernel.enumValue("pid_type", "PIDTYPE_TGID")).isEqualTo(OptionalLong.of(1));
        assertThat(kernel.enumValue("pid_type", "NONE")).isEmpty();
    }
}
