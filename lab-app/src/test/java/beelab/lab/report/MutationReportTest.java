package beelab.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.lab.lesson.MutationCheck.Fate;
import beelab.lab.lesson.MutationCheck.Outcome;
import beelab.lab.lesson.MutationCheck.Result;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class MutationReportTest {

    private static final List<Result> RESULTS =
            List.of(
                    new Result(
                            "demo",
                            Instant.parse("2026-11-25T10:00:00Z"),
                            List.of(
                                    outcome("without podSelector", new Fate.Noticed("step a")),
                                    outcome("without x[0]", new Fate.Survived()),
                                    outcome("without <y>", new Fate.Explained("only saves")),
                                    outcome("without z[0]", new Fate.NotJudged("no LSM")),
                                    outcome("without u[0]", new Fate.Unknown()))));

    @TempDir Path folder;

    @Test
    void ciSeesASurvivorAsAFailureAndWhatCannotBeTriedAsSkipped() throws Exception {
        Element suite =
                (Element)
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(
                                        new InputSource(
                                                new StringReader(MutationReport.junit(RESULTS))))
                                .getElementsByTagName("testsuite")
                                .item(0);

        assertThat(suite.getAttribute("tests")).isEqualTo("5");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertThat(((Element) failure.getParentNode()).getAttribute("name"))
                .isEqualTo("p.yaml: without x[0]");
        assertThat(failure.getAttribute("message")).contains("explain it under survivors");
    }

    @Test
    void peopleAndProgramsReadTheSame() throws Exception {
        MutationReport.write(RESULTS, folder);

        assertThat(Files.readString(folder.resolve("mutations.txt")))
                .contains("p.yaml: without podSelector")
                .endsWith(
                        "5 changed policies: 1 noticed, 1 explained, 1 not judged here, 1 survive, 1 unknown; 10 s\n");
        assertThat(Files.readString(folder.resolve("mutations.json")))
                .contains("\"fate\" : \"survived\"", "\"detail\" : \"only saves\"");
        assertThat(RESULTS.getFirst().gaps()).isEqualTo(2);
    }

    private static Outcome outcome(String what, Fate fate) {
        return new Outcome("p.yaml", what, fate, Duration.ofSeconds(2));
    }
}
