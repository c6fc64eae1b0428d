package beelab.lab.ui.events;

import java.time.Instant;
import java.util.List;

/** Lines for tests. */
final class Lines {
    private Lines() {}

    static EventLine killed(long id) {
        return new EventLine(
                id,
                Instant.EPOCH,
                "default/cloudyuga",
                EventLook.FILE,
                "symlinkat",
                "/usr/bin/ln",
                "symlinkat(/etc/passwd, -100, symlink-new)",
                "sys_symlinkat",
                "restrict-symlink",
                "Sigkill",
                Verdict.KILLED,
                false,
                List.of(),
                "",
                () -> "{}");
    }

    static EventLine started(long id) {
        return new EventLine(
                id,
                Instant.EPOCH,
                "lab",
                EventLook.EXEC,
                "start",
                "/usr/bin/kubectl",
                "get pods",
                "",
                "",
                "",
                Verdict.NONE,
                false,
                List.of(),
                "",
                () -> "{}");
    }

    static EventLine byLab(long id) {
        return new EventLine(
                id,
                Instant.EPOCH,
                "default/cloudyuga",
                EventLook.EXEC,
                "start",
                "/usr/bin/test",
                "-L symlink-cy",
                "",
                "",
                "",
                Verdict.NONE,
                true,
                List.of(),
                "",
                () -> "{}");
    }
}
