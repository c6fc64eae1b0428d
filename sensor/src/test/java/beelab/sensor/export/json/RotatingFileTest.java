package beelab.sensor.export.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {
    @TempDir Path folder;

    private Instant now = Instant.parse("2026-11-22T18:30:00Z");

    private final Clock clock =
            new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public java.time.ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }
            };

    private long nanos;
    private boolean compress;

    private RotatingFile open(long maxBytes, int backups, Duration interval) throws IOException {
        return new RotatingFile(
                folder.resolve("beelab.log"),
                new RotatingFile.Limits(
                        maxBytes,
                        backups,
                        interval,
                        compress,
                        PosixFilePermissions.fromString("rw-------")),
                clock,
                () -> nanos);
    }

    private static void write(RotatingFile file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        file.write(bytes, bytes.length);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void fullFileIsPutAsideAndTheOldestGoes() throws IOException {
        try (RotatingFile file = open(10, 2, Duration.ZERO)) {
            for (int i = 0; i < 5; i++) {
                write(file, "line " + i + "__\n");
                now = now.plusSeconds(1);
            }
        }
        assertThat(names())
                .containsExactly(
                        "beelab-2026-11-22T18-30-03.000.log",
                        "beelab-2026-11-22T18-30-04.000.log",
                        "beelab.log");
        assertThat(folder.resolve("beelab.log")).hasContent("line 4__\n");
        assertThat(folder.resolve("beelab-2026-11-22T18-30-04.000.log")).hasContent("line 3__\n");
    }

    @Test
    void linesAreNeverSplitOverTwoFiles() throws IOException {
        try (RotatingFile file = open(10, 0, Duration.ZERO)) {
            write(file, "1234567\n");
            write(file, "a line that is longer than the limit\n");
            write(file, "12\n");
        }
        assertThat(names()).hasSize(3);
        assertThat(folder.resolve("beelab.log")).hasContent("12\n");
    }

    @Test
    void filesAreForTheirOwnerOnly() throws IOException {
        try (RotatingFile file = open(4, 5, Duration.ZERO)) {
            write(file, "1\n2\n");
            write(file, "3\n4\n");
        }
        for (String name : names()) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void fileThatWasThereIsContinued() throws IOException {
        Files.writeString(folder.resolve("beelab.log"), "old\n");
        try (RotatingFile file = open(100, 5, Duration.ZERO)) {
            write(file, "new\n");
        }
        assertThat(folder.resolve("beelab.log")).hasContent("old\nnew\n");
    }

    @Test
    void fileThatSomebodyTookAwayIsMadeAgain() throws IOException {
        try (RotatingFile file = open(100, 5, Duration.ZERO)) {
            write(file, "first\n");
            Files.move(folder.resolve("beelab.log"), folder.resolve("taken"));
            write(file, "second\n");
        }
        assertThat(folder.resolve("taken")).hasContent("first\n");
        assertThat(folder.resolve("beelab.log")).hasContent("second\n");
    }

    @Test
    void oldFileIsPutAsideWhenNothingHappens() throws IOException {
        try (RotatingFile file = open(100, 5, Duration.ofHours(1))) {
            write(file, "first\n");
            file.idle();
            assertThat(names()).containsExactly("beelab.log");
            nanos += Duration.ofHours(1).toNanos();
            file.idle();
            assertThat(names()).hasSize(2);
            nanos += Duration.ofHours(1).toNanos();
            file.idle();
            assertThat(names()).as("an empty file is not worth it").hasSize(2);
        }
    }

    @Test
    void fullDiskLeavesNoHalfLine() throws IOException {
        // /dev/full is a device: the same error as a full disk, without filling one.
        assertThatThrownBy(
                        () -> {
                            try (RotatingFile file =
                                    new RotatingFile(
                                            Path.of("/dev/full"),
                                            new RotatingFile.Limits(
                                                    100,
                                                    1,
                                                    Duration.ZERO,
                                                    false,
                                                    Files.getPosixFilePermissions(
                                                            Path.of("/dev/full"))),
                                            clock,
                                            () -> 0)) {
                                write(file, "line\n");
                            }
                        })
                .isInstanceOf(IOException.class);
    }

    @Test
    void clockThatWasSetBackNeitherMixesNorDeletesTheNewest() throws IOException {
        try (RotatingFile file = open(10, 2, Duration.ofHours(1))) {
            write(file, "line 0__\n");
            write(file, "line 1__\n");
            now = now.minus(Duration.ofDays(2));
            write(file, "line 2__\n");
            write(file, "line 3__\n");
            nanos += Duration.ofHours(1).toNanos();
            file.idle();
        }
        assertThat(names())
                .containsExactly(
                        "beelab-2026-11-22T18-30-00.002.log",
                        "beelab-2026-11-22T18-30-00.003.log",
                        "beelab.log");
        assertThat(folder.resolve("beelab-2026-11-22T18-30-00.003.log")).hasContent("line 3__\n");
    }

    @Test
    void filesPutAsideAreCompressedAndCountAsBackups() throws IOException {
        compress = true;
        try (RotatingFile file = open(10, 1, Duration.ZERO)) {
            for (int i = 0; i < 3; i++) {
                write(file, "line " + i + "__\n");
                now = now.plusSeconds(1);
            }
        }
        String newest = "beelab-2026-11-22T18-30-02.000.log.gz";
        assertThat(names()).containsExactly(newest, "beelab.log");
        try (GZIPInputStream in =
                new GZIPInputStream(Files.newInputStream(folder.resolve(newest)))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("line 1__\n");
        }
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve(newest))))
                .isEqualTo("rw-------");
    }

    @Test
    void newLimitsHoldFromTheNextWriteOn() throws IOException {
        try (RotatingFile file = open(1000, 5, Duration.ZERO)) {
            write(file, "line 0__\n");
            RotatingFile.Limits old = file.limits();
            file.setLimits(
                    new RotatingFile.Limits(
                            10, 5, Duration.ZERO, old.compress(), old.permissions()));
            write(file, "line 1__\n");
        }
        assertThat(names()).hasSize(2);
    }

    @Test
    void missingFolderIsAnError() {
        assertThatThrownBy(() ->
                        new RotatingFile(
                                folder.resolve("no/such/beelab.log"),
                                new RotatingFile.Limits(
                                        1,
                                        1,
                                        Duration.ZERO,
                                        false,
                                        PosixFilePermissions.fromString("rw-------")),
                                clock,
                                () -> 0))
                .isInstanceOf(IOException.class);
    }
}
