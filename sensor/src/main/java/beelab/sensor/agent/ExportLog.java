package beelab.sensor.agent;

import beelab.sensor.export.grpc.EventLogParams;
import beelab.sensor.export.json.JsonExport;
import org.jspecify.annotations.Nullable;

/** The export's file as clients may change it. */
record ExportLog(@Nullable JsonExport export) implements EventLogParams.EventLog {
    @Override
    public EventLogParams.Params get() {
        JsonExport.Rotation rotation = file().rotation();
        if (rotation == null) {
            throw new IllegalStateException("events go to standard output, which is not rotated");
        }
        return new EventLogParams.Params(
                rotation.maxMegabytes(), rotation.interval(), rotation.maxBackups());
    }

    @Override
    public void set(EventLogParams.Params params) {
        JsonExport.Rotation before = file().rotation();
        if (before != null) {
            file().setRotation(
                            new JsonExport.Rotation(
                                    params.maxMegabytes(),
                                    params.maxBackups(),
                                    params.interval(),
                                    before.compress(),
                                    before.permissions()));
        }
    }

    private JsonExport file() {
        if (export == null) {
            throw new IllegalStateException(
                    "this agent writes no event log: start it with --export-filename FILE");
        }
        return export;
    }
}
