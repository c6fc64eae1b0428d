package beelab.lab.report;

import beelab.lab.lesson.MutationCheck.Fate;
import beelab.lab.lesson.MutationCheck.Outcome;
import beelab.lab.lesson.MutationCheck.Result;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code lab check --mutate} found, for people, programs and CI servers: one test case for
 * each changed policy. One that survives fails; one that this kernel cannot try is skipped.
 */
public final class MutationReport {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private MutationReport() {}

    /** Writes {@code mutations.txt}, {@code mutations.json} and {@code mutations-junit.xml}. */
    public static void write(List<Result> results, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("mutations.txt"), text(results));
        Files.writeString(folder.resolve("mutations.json"), json(results));
        Files.writeString(folder.resolve("mutations-junit.xml"), junit(results));
    }

    /** One mutant's fate in a line, with the time its run took. */
    public static String line(Outcome outcome) {
        String fate =
                switch (outcome.fate()) {
                    case Fate.Noticed noticed -> "✓ noticed by " + noticed.by();
                    case Fate.Explained explained ->
                            "– survives, as explained: " + explained.reason();
                    case Fate.NotJudged notHere -> "– not judged here: " + notHere.why();
                    case Fate.Survived _ ->
                            "✗ survives: no step noticed; expect more, or explain it under survivors";
                    case Fate.NotGreen broken ->
                            "✗ fails without any change at %s: mend that first, with ./lab check"
                                    .formatted(broken.by());
                    case Fate.Unknown _ -> "? unknown: events were lost twice; run it again";
                };
        return "%s  %s".formatted(fate, seconds(outcome.took()) + " s");
    }

    /** The last line: how many there were, and how many leave the author something to do. */
    public static String summary(List<Result> results) {
        List<Outcome> all = results.stream().flatMap(r -> r.outcomes().stream()).toList();
        return "%d changed policies: %d noticed, %d explained, %d not judged here, %d survive, %d unknown; %.0f s"
                .formatted(
                        all.size(),
                        count(all, Fate.Noticed.class),
                        count(all, Fate.Explained.class),
                        count(all, Fate.NotJudged.class),
                        count(all, Fate.Survived.class),
                        count(all, Fate.Unknown.class),
                        total(all).toMillis() / 1000.0);
    }

    /** The whole report for people, ending with a line end. */
    public static String text(List<Result> results) {
        StringBuilder text = new StringBuilder();
        for (Result result : results) {
            text.append(result.scenario()).append('\n');
            for (Outcome outcome : result.outcomes()) {
                text.append(
                        "  %s: %s%n      %s%n"
                                .formatted(outcome.policy(), outcome.what(), line(outcome)));
            }
        }
        return text.append(summary(results)).append('\n').toString();
    }

    /** {@code [{scenario, began, mutations: [{policy, mutation, fate, detail, millis}]}]}. */
    public static String json(List<Result> results) {
        return MAPPER.writeValueAsString(results.stream().map(MutationReport::json).toList())
                + "\n";
    }

    private static Map<String, Object> json(Result result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("scenario", result.scenario());
        json.put("began", result.began().toString());
        json.put("mutations", result.outcomes().stream().map(MutationReport::json).toList());
        return json;
    }

    private static Map<String, Object> json(Outcome outcome) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("policy", outcome.policy());
        json.put("mutation", outcome.what());
        json.put("fate", word(outcome.fate()));
        json.put("detail", detail(outcome.fate()));
        json.put("millis", outcome.took().toMillis());
        return json;
    }

    /** JUnit XML, ending with a line end. */
    public static String junit(List<Result> results) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            for (Result result : results) {
                suite(xml, result);
            }
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.writeCharacters("\n");
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing into memory failed", e);
        }
        return text.toString();
    }

    private static void suite(XMLStreamWriter xml, Result result) throws XMLStreamException {
        List<Outcome> outcomes = result.outcomes();
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", "lab check --mutate " + result.scenario());
        xml.writeAttribute("tests", Integer.toString(outcomes.size()));
        xml.writeAttribute(
                "failures",
                Long.toString(
                        count(outcomes, Fate.Survived.class)
                                + count(outcomes, Fate.NotGreen.class)));
        xml.writeAttribute("errors", Long.toString(count(outcomes, Fate.Unknown.class)));
        xml.writeAttribute("skipped", Long.toString(count(outcomes, Fate.NotJudged.class)));
        xml.writeAttribute("timestamp", result.began().toString());
        xml.writeAttribute("time", seconds(total(outcomes)));
        for (Outcome outcome : outcomes) {
            testCase(xml, result.scenario(), outcome);
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private static void testCase(XMLStreamWriter xml, String scenario, Outcome outcome)
            throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "lab.check." + scenario + ".mutations");
        xml.writeAttribute("name", outcome.policy() + ": " + outcome.what());
        xml.writeAttribute("time", seconds(outcome.took()));
        String element =
                switch (outcome.fate()) {
                    case Fate.Noticed _, Fate.Explained _ -> "system-out";
                    case Fate.NotJudged _ -> "skipped";
                    case Fate.Survived _, Fate.NotGreen _ -> "failure";
                    case Fate.Unknown _ -> "error";
                };
        xml.writeStartElement(element);
        if (element.equals("system-out")) {
            xml.writeCharacters(JunitReport.clean(line(outcome)));
        } else {
            xml.writeAttribute("message", JunitReport.clean(line(outcome)));
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static String word(Fate fate) {
        return switch (fate) {
            case Fate.Noticed _ -> "noticed";
            case Fate.Explained _ -> "explained";
            case Fate.NotJudged _ -> "not judged";
            case Fate.Survived _ -> "survived";
            case Fate.NotGreen _ -> "fails unchanged";
            case Fate.Unknown _ -> "unknown";
        };
    }

    private static String detail(Fate fate) {
        return switch (fate) {
            case Fate.Noticed noticed -> noticed.by();
            case Fate.Explained explained -> explained.reason();
            case Fate.NotJudged notHere -> notHere.why();
            case Fate.NotGreen broken -> broken.by();
            case Fate.Survived _, Fate.Unknown _ -> "";
        };
    }

    private static long count(List<Outcome> outcomes, Class<? extends Fate> fate) {
        return outcomes.stream().filter(outcome -> fate.isInstance(outcome.fate())).count();
    }

    private static Duration total(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::took).reduce(Duration.ZERO, Duration::plus);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
    }
}
