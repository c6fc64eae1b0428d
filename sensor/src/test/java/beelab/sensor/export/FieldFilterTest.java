package beelab.sensor.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.api.ProcessKprobe;
import beelab.sensor.event.Sample;
import beelab.sensor.filter.FilterException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldFilterTest {
    private static final GetEventsResponse KPROBE =
            new EventMapper("node-1", "", Map.of()).map(Sample.symlink());
    private static final GetEventsResponse EXEC =
            new EventMapper("node-1", "", Map.of()).map(Sample.exec(Sample.ln()));

    private static GetEventsResponse filtered(String json, GetEventsResponse event)
            throws FilterException {
        return FieldFilter.apply(
                FieldFilter.compile(FieldFilter.parse("--field-filters", json)), event);
    }

    @Test
    void includeKeepsOnlyTheNamedFieldsAndTheEnvelope() throws FilterException {
        GetEventsResponse event = filtered("{\"fields\":\"process.binary,functionName\"}", KPROBE);
        ProcessKprobe kprobe = event.getProcessKprobe();
        assertThat(kprobe.getProcess().getBinary()).isEqualTo("/usr/bin/ln");
        assertThat(kprobe.getProcess().getAllFields()).hasSize(1);
        assertThat(kprobe.getAllFields()).hasSize(2);
        assertThat(event.getNodeName()).isEqualTo("node-1");
        assertThat(event.hasTime()).isTrue();
    }

    @Test
    void excludeDropsTheNamedFields() throws FilterException {
        ProcessKprobe kprobe =
                filtered("{\"fields\":\"process.pod.name,parent\",\"action\":\"EXCLUDE\"}", KPROBE)
                        .getProcessKprobe();
        assertThat(kprobe.getProcess().getPod().getName()).isEmpty();
        assertThat(kprobe.getProcess().getPod().getNamespace()).isEqualTo("default");
        assertThat(kprobe.hasParent()).isFalse();
        assertThat(kprobe.getArgsCount()).isEqualTo(3);
    }

    @Test
    void typesAreChosenOrLeftOut() throws FilterException {
        String onlyExec =
                "{\"fields\":\"parent\",\"event_set\":[\"PROCESS_EXEC\"],\"action\":\"EXCLUDE\"";
        assertThat(filtered(onlyExec + "}", EXEC).getProcessExec().hasParent()).isFalse();
        assertThat(filtered(onlyExec + "}", KPROBE)).isEqualTo(KPROBE);
        String allButExec = onlyExec + ",\"invert_event_set\":true}";
        assertThat(filtered(allButExec, EXEC)).isEqualTo(EXEC);
        assertThat(filtered(allButExec, KPROBE).getProcessKprobe().hasParent()).isFalse();
    }

    @Test
    void pathThatNoEventHasIsRefused() {
        assertThatThrownBy(() -> filtered("{\"fields\":\"process.bianry\"}", EXEC))
                .isInstanceOf(FilterException.class)
                .hasMessageContaining("process.bianry");
    }
}
