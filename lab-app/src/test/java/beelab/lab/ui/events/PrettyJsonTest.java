package beelab.lab.ui.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrettyJsonTest {
    @Test
    void breaksLinesAndKeepsTextsAsTheyAre() {
        assertThat(
                        PrettyJson.format(
                                "{\"a\":{\"b\":\"x,{\\\"y\\\"}: z\"},\"c\":[1,2],\"d\":{ },\"e\":[]}"))
                .isEqualTo(
                        """
                        {
                          "a": {
                            "b": "x,{\\"y\\"}: z"
                          },
                          "c": [
                            1,
                            2
                          ],
                          "d": {},
                          "e": []
                        }\
                        """);
    }
}
