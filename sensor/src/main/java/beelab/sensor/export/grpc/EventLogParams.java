package beelab.sensor.export.grpc;

import beelab.sensor.api.EventLogServiceGrpc.EventLogServiceImplBase;
import beelab.sensor.api.GetEventLogParamsRequest;
import beelab.sensor.api.GetEventLogParamsResponse;
import beelab.sensor.api.SetEventLogParamsRequest;
import beelab.sensor.api.SetEventLogParamsResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The service {@code tetragon.EventLogService}: when the export's file is put aside. */
public final class EventLogParams extends EventLogServiceImplBase {
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");

    private final EventLog log;

    /** A service for one export. */
    public EventLogParams(EventLog log) {
        this.log = log;
    }

    /** The export's file. */
    public interface EventLog {
        /**
         * @throws IllegalStateException when there is no file, with the reason for the user
         */
        Params get();

        /** Sets all parameters, from the next line on. */
        void set(Params params);
    }

    /**
     * @param maxMegabytes size at which the file is put aside
     * @param interval age at which it is put aside, zero for never
     * @param maxBackups how many are kept, 0 for all
     */
    public record Params(int maxMegabytes, Duration interval, int maxBackups) {}

    @Override
    public void getEventLogParams(
            GetEventLogParamsRequest request, StreamObserver<GetEventLogParamsResponse> observer) {
        Params params;
        try {
            params = log.get();
        } catch (IllegalStateException e) {
            refuse(observer, e.getMessage());
            return;
        }
        observer.onNext(
                GetEventLogParamsResponse.newBuilder()
                        .setMaxSize(params.maxMegabytes())
                        .setRotationInterval(text(params.interval()))
                        .setMaxBackups(params.maxBackups())
                        .build());
        observer.onCompleted();
    }

    @Override
    public void setEventLogParams(
            SetEventLogParamsRequest request, StreamObserver<SetEventLogParamsResponse> observer) {
        try {
            Params before = log.get();
            log.set(
                    new Params(
                            request.hasMaxSize()
                                    ? atLeast("max_size", 1, request.getMaxSize())
                                    : before.maxMegabytes(),
                            request.hasRotationInterval()
                                    ? duration(request.getRotationInterval())
                                    : before.interval(),
                            request.hasMaxBackups()
                                    ? atLeast("max_backups", 0, request.getMaxBackups())
                                    : before.maxBackups()));
        } catch (IllegalStateException | IllegalArgumentException e) {
            refuse(observer, e.getMessage());
            return;
        }
        observer.onNext(SetEventLogParamsResponse.getDefaultInstance());
        observer.onCompleted();
    }

    private static void refuse(StreamObserver<?> observer, @Nullable String reason) {
        observer.onError(Status.UNKNOWN.withDescription(reason).asRuntimeException());
    }

    private static int atLeast(String field, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(
                    field + ": expected at least " + least + ", not " + value);
        }
        return value;
    }

    /** Reads {@code 1h30m0s}, as Go's clients write it. */
    static Duration duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            throw new IllegalArgumentException(
                    "rotation_interval: \"" + text + "\" is not a duration; expected one as 1h30m");
        }
        return Duration.ofHours(number(parts.group(1)))
                .plusMinutes(number(parts.group(2)))
                .plusSeconds(number(parts.group(3)));
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** Writes a duration as Go does, {@code 1h30m0s}. */
    static String text(Duration duration) {
        StringBuilder text = new StringBuilder();
        if (duration.toHours() > 0) {
            text.append(duration.toHours()).append('h');
        }
        if (duration.toMinutes() > 0) {
            text.append(duration.toMinutesPart()).append('m');
        }
        return text.append(duration.toSecondsPart()).append('s').toString();
    }
}
