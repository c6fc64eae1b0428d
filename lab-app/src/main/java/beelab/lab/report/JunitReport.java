package beelab.lab.report;

import beelab.lab.check.StepState;
import beelab.lab.lesson.BlockResult;
import beelab.lab.lesson.RunResult;
import beelab.lab.lesson.StepResult;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The result as JUnit XML, as CI servers read it: one test case for each step and for each block.
 * What is unknown is an error, what does not apply is skipped.
 */
public final class JunitReport {

    private JunitReport() {}

    /** The whole document of one run. */
    public static String of(RunResult result) {
        return of(List.of(result));
    }

    /** The whole document: one suite, or several in an element {@code testsuites}. */
    public static String of(List<RunResult> results) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            if (results.size() != 1) {
                xml.writeStartElement("testsuites");
                xml.writeCharacters("\n");
            }
            for (RunResult result : results) {
                suite(xml, result);
                xml.writeCharacters("\n");
            }
            xml.writeEndDocument();
            xml.writeCharacters("\n");
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing into memory failed", e);
        }
        return text.toString();
    }

    private static void suite(XMLStreamWriter xml, RunResult result) throws XMLStreamException {
        String id = result.lesson().scenario().id();
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", "lab check " + id);
        xml.writeAttribute(
                "tests", Integer.toString(result.steps().size() + result.blocks().size()));
        long failures =
                count(result, StepState.Failed.class)
                        + result.blocks().stream().filter(block -> !block.ok()).count();
        xml.writeAttribute("failures", Long.toString(failures));
        xml.writeAttribute("errors", Long.toString(count(result, StepState.Unknown.class)));
        xml.writeAttribute("skipped", Long.toString(count(result, StepState.NotApplicable.class)));
        xml.writeAttribute("timestamp", result.began().toString());
        xml.writeAttribute("time", seconds(Duration.between(result.began(), result.ended())));
        xml.writeCharacters("\n  ");
        xml.writeStartElement("properties");
        for (Map.Entry<String, String> fact : result.facts().entrySet()) {
            xml.writeCharacters("\n    ");
            xml.writeEmptyElement("property");
            xml.writeAttribute("name", fact.getKey());
            xml.writeAttribute("value", clean(fact.getValue()));
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
        for (BlockResult block : result.blocks()) {
            block(xml, id, block);
        }
        for (StepResult step : result.steps()) {
            step(xml, id, step);
        }
        xml.writeCharacters("\n");
        xml.writeEndElement();
    }

    private static void block(XMLStreamWriter xml, String id, BlockResult result)
            throws XMLStreamException {
        Duration took =
                result.commands().stream()
                        .map(command -> Duration.between(command.began(), command.ended()))
                        .reduce(Duration.ZERO, Duration::plus);
        begin(xml, id + ".blocks", result.block().id(), took);
        if (!result.ok()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", clean(result.problem()));
            for (BlockResult.Command command : result.commands()) {
                xml.writeCharacters(clean(command.output()) + "\n");
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void step(XMLStreamWriter xml, String id, StepResult result)
            throws XMLStreamException {
        begin(xml, id + ".steps", result.step().id(), result.took());
        List<String> lines = FindingText.lines(result.state());
        String element =
                switch (result.state()) {
                    case StepState.Passed _ -> "";
                    case StepState.NotApplicable _ -> "skipped";
                    case StepState.Unknown _ -> "error";
                    case StepState.Failed _, StepState.Waiting _, StepState.Running _ -> "failure";
                };
        if (!element.isEmpty()) {
            xml.writeStartElement(element);
            xml.writeAttribute(
                    "message", clean(lines.isEmpty() ? result.state().word() : lines.getFirst()));
            xml.writeCharacters(clean(String.join("\n", lines)));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void begin(XMLStreamWriter xml, String className, String name, Duration took)
            throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "lab.check." + className);
        xml.writeAttribute("name", name);
        xml.writeAttribute("time", seconds(took));
    }

    private static long count(RunResult result, Class<? extends StepState> type) {
        return result.steps().stream().filter(step -> type.isInstance(step.state())).count();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
    }

    /** Terminal output may hold control characters that XML 1.0 cannot. */
    static String clean(String text) {
        return text.codePoints()
                .filter(c -> c == '\n' || c == '\t' || (c >= ' ' && c != 0xFFFE && c != 0xFFFF))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
