import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Sums up the JUnit XML reports of a test run: {@code Report.java FOLDER SECONDS STAGE…}. FOLDER/STAGE holds the
 * reports of a stage, its exit code (file {@code exit}) and its time (file {@code seconds}). Exits 1 when a test
 * failed, a stage failed or had no tests, or a test was skipped without saying why.
 */
class Report {

    /** What JUnit writes when nobody gave a reason. */
    private static final Pattern NO_REASON =
            Pattern.compile("(?s)|.* is @Disabled|.*TestAbortedException(: Assumption failed)?(: assumption is (not )?\\w+)?\\s*");

    private record Stage(String name, int seconds, int passed, List<String> failures, List<String> skips) {}

    void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        List<Stage> stages = new ArrayList<>();
        for (String name : List.of(args).subList(2, args.length)) stages.add(read(folder.resolve(name), name));

        System.out.printf("%n%-10s %8s %8s %8s %8s%n", "stage", "seconds", "passed", "failed", "skipped");
        for (Stage stage : stages) {
            System.out.printf("%-10s %8d %8d %8d %8d%n",
                    stage.name, stage.seconds, stage.passed, stage.failures.size(), stage.skips.size());
        }
        System.out.println("all in " + args[1] + " s");
        stages.forEach(stage -> stage.skips.forEach(skip -> System.out.println("skipped: " + skip)));
        stages.forEach(stage -> stage.failures.forEach(failure -> System.out.println("FAILED: " + failure)));
        int failed = stages.stream().mapToInt(stage -> stage.failures.size()).sum();
        System.out.printf("%n%d passed, %d failed, %d skipped%n",
                stages.stream().mapToInt(Stage::passed).sum(), failed,
                stages.stream().mapToInt(stage -> stage.skips.size()).sum());
        System.exit(failed == 0 ? 0 : 1);
    }

    private static Stage read(Path folder, String name) throws Exception {
        int passed = 0;
        List<String> failures = new ArrayList<>();
        List<String> skips = new ArrayList<>();
        DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        for (Path report : reports(folder)) {
            NodeList cases = builder.parse(report.toFile()).getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                Element test = (Element) cases.item(i);
                String title = name + ": " + test.getAttribute("classname") + "." + test.getAttribute("name");
                Element skipped = child(test, "skipped");
                if (child(test, "failure") != null || child(test, "error") != null) {
                    Element cause = child(test, "failure") != null ? child(test, "failure") : child(test, "error");
                    failures.add(title + " - " + firstLine(reason(cause)));
                } else if (skipped == null) {
                    passed++;
                } else if (NO_REASON.matcher(reason(skipped)).matches()) {
                    failures.add(title + " - skipped without a reason");
                } else {
                    skips.add(title + " - " + firstLine(reason(skipped)));
                }
            }
        }
        int exit = number(folder.resolve("exit"));
        if (exit != 0 && failures.isEmpty()) failures.add(name + ": the stage ended with exit code " + exit + "; see its log.txt");
        if (exit == 0 && passed + skips.size() == 0) failures.add(name + ": no tests in this stage");
        return new Stage(name, number(folder.resolve("seconds")), passed, failures, skips);
    }

    private static List<Path> reports(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).sorted().toList();
        }
    }

    private static int number(Path file) throws IOException {
        return Integer.parseInt(Files.readString(file).strip());
    }

    private static Element child(Element element, String tag) {
        return (Element) element.getElementsByTagName(tag).item(0);
    }

    private static String reason(Element element) {
        String message = element.getAttribute("message");
        return message.isBlank() ? element.getTextContent().strip() : message.strip();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("no message");
    }
}
