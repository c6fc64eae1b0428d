package beelab.lab.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KubernetesSourceTest {

    @TempDir Path folder;

    @Test
    void a_patch_replaces_exactly_what_it_expects() throws IOException {
        Files.writeString(folder.resolve("a.go"), "x = -998\n");
        new SourcePatch.Replace("a.go", "-998", "0", 1).apply(folder);
        assertThat(folder.resolve("a.go")).hasContent("x = 0");
    }

    @Test
    void a_source_that_changed_is_refused() throws IOException {
        Files.writeString(folder.resolve("a.go"), "x = -997\n");
        assertThatThrownBy(() -> new SourcePatch.Replace("a.go", "-998", "0", 1).apply(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.go")
                .hasMessageContaining("0 times, expected 1");
    }

    @Test
    void programs_are_checked_by_hash() throws IOException {
        Files.writeString(folder.resolve("kubelet"), "program");
        Files.writeString(folder.resolve("kube-proxy"), "program");
        Manifest.write(folder, List.of("kubelet", "kube-proxy"));
        assertThat(Manifest.of(folder).check()).isEmpty();

        Files.writeString(folder.resolve("kubelet"), "changed");
        Files.delete(folder.resolve("kube-proxy"));
        assertThat(Manifest.of(folder).check()).containsExactly("kubelet", "kube-proxy");
    }

    @Test
    void a_folder_without_hashes_is_not_trusted() throws IOException {
        assertThat(Manifest.of(folder).check()).isNotEmpty();
    }

    @Test
    void only_a_build_with_our_patches_is_found() throws IOException {
        KubernetesBuild build = new KubernetesBuild(folder);
        Files.createDirectories(folder.resolve("kubernetes/1.20.2-000000000000"));
        assertThat(build.find()).isEmpty();
        Path ours = folder.resolve("kubernetes/1.20.2-" + SourcePatch.hash());
        Files.createDirectories(ours);
        assertThat(build.find()).contains(ours);
    }
}
