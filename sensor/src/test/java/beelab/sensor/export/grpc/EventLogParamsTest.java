package beelab.sensor.export.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.api.GetEventLogParamsRequest;
import beelab.sensor.api.GetEventLogParamsResponse;
import beelab.sensor.api.SetEventLogParamsRequest;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLogParamsTest {
    private EventLogParams.Params params = new EventLogParams.Params(10, Duration.ofMinutes(90), 5);

    private final EventLogParams service =
            new EventLogParams(
                    new EventLogParams.EventLog() {
                        @Override
                        public EventLogParams.Params get() {
                            return params;
                        }

                        @Override
                        public void set(EventLogParams.Params now) {
                            params = now;
                        }
                    });

    /** What one call answered. */
    private static final class Answer<T> implements StreamObserver<T> {
        private final List<T> values = new ArrayList<>();
        private String problem = "";

        @Override
        public void onNext(T value) {
            values.add(value);
        }

        @Override
        public void onError(Throwable t) {
            problem = String.valueOf(t.getMessage());
        }

        @Override
        public void onCompleted() {}
    }

    @Test
    void whatIsNotSetStaysAsItIs() {
        service.setEventLogParams(
                SetEventLogParamsRequest.newBuilder().setMaxSize(1).build(), new Answer<>());
        assertThat(params).isEqualTo(new EventLogParams.Params(1, Duration.ofMinutes(90), 5));
        service.setEventLogParams(
                SetEventLogParamsRequest.newBuilder()
                        .setRotationInterval("10s")
                        .setMaxBackups(0)
                        .build(),
                new Answer<>());
        assertThat(params).isEqualTo(new EventLogParams.Params(1, Duration.ofSeconds(10), 0));
    }

    @Test
    void parametersAreToldInTheWordsOfTheContract() {
        Answer<GetEventLogParamsResponse> answer = new Answer<>();
        service.getEventLogParams(GetEventLogParamsRequest.getDefaultInstance(), answer);
        assertThat(answer.values.getFirst())
                .isEqualTo(
                        GetEventLogParamsResponse.newBuilder()
                                .setMaxSize(10)
                                .setRotationInterval("1h30m0s")
                                .setMaxBackups(5)
                                .build());
    }

    @Test
    void valuesThatMakeNoSenseChangeNothing() {
        EventLogParams.Params before = params;
        for (SetEventLogParamsRequest request :
                List.of(
                        SetEventLogParamsRequest.newBuilder().setMaxSize(0).build(),
                        SetEventLogParamsRequest.newBuilder().setMaxBackups(-1).build(),
                        SetEventLogParamsRequest.newBuilder()
                                .setRotationInterval("soon")
                                .build())) {
            Answer<beelab.sensor.api.SetEventLogParamsResponse> answer = new Answer<>();
            service.setEventLogParams(request, answer);
            assertThat(answer.problem).contains("UNKNOWN");
            assertThat(answer.values).isEmpty();
        }
        assertThat(params).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"0s,0", "90s,90", "1h30m0s,5400", "15m,900", "24h0m0s,86400"})
    void durationsAreThoseOfGo(String text, long seconds) {
        assertThat(EventLogParams.duration(text)).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(EventLogParams.duration(EventLogParams.text(Duration.ofSeconds(seconds))))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void emptyDurationIsRefused() {
        assertThatThrownBy(() -> EventLogParams.duration(""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
