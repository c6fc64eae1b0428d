package beelab.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.lab.feed.EventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScenarioSchemaTest {

    private final JsonNode schema = JsonMapper.shared().readTree(ScenarioSchema.json());

    @Test
    void theFileThatEditorsReadIsWhatTheReadersUnderstand() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        Path root = here.endsWith("lab-app") ? here.resolveSibling("") : here;
        Path file = root.resolve("scenarios/scenario.schema.json");

        assertThat(Files.readString(file))
                .as("written anew by: ./lab lint --schema >scenarios/scenario.schema.json")
                .isEqualTo(ScenarioSchema.json());
    }

    @Test
    void everyKeyOfTheReadersIsInIt() {
        assertThat(schema.path("properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(Keys.SCENARIO);
        JsonNode event = schema.path("$defs").path("event");
        assertThat(event.path("properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(Keys.EVENT);
        assertThat(event.path("allOf").size()).isEqualTo(EventKind.values().length);
        for (JsonNode rule : event.path("allOf")) {
            String kind = rule.at("/if/properties/event/const").asString();
            List<String> names =
                    rule.at("/then/propertyNames/enum")
                            .valueStream()
                            .map(JsonNode::asString)
                            .toList();
            for (EventField field : EventField.values()) {
                assertThat(names.contains(field.key()))
                        .as("%s of %s", field.key(), kind)
                        .isEqualTo(field.isIn(EventKind.of(kind).orElseThrow()));
            }
        }
    }
}
