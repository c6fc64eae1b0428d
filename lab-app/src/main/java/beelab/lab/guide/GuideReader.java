package beelab.lab.guide;

import beelab.lab.scenario.Problem;
import beelab.lab.scenario.Problems;
import beelab.lab.scenario.ScenarioException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import org.asciidoctor.ast.Document;
import org.asciidoctor.ast.Section;
import org.asciidoctor.ast.StructuralNode;
import org.asciidoctor.log.LogHandler;

/**
 * Turns a guide's AsciiDoc into steps. Asciidoctor runs on JRuby and takes about two seconds for
 * the first document, so results are kept by the hash of everything that was read ({@link
 * GuideCache}).
 *
 * <p>Includes are confined to the repository; guides run no script: what is not plain HTML is
 * refused.
 */
public final class GuideReader {

    /** Asciidoctor also logs by itself; its messages are problems here and need no second way. */
    private static final Logger ASCIIDOCTOR = Logger.getLogger("asciidoctor");

    static {
        ASCIIDOCTOR.setUseParentHandlers(false);
    }

    private final Path root;
    private final GuideCache cache;

    /**
     * @param root repository root with guides/ and scenarios/
     * @param cacheFolder folder for results; made when missing
     */
    public GuideReader(Path root, Path cacheFolder) {
        this.root = root.toAbsolutePath().normalize();
        this.cache = new GuideCache(cacheFolder);
    }

    /**
     * Reads guides/{id}/index.adoc.
     *
     * @param scenarioFolder folder that {@code {scenario}} stands for
     * @throws ScenarioException with every mistake, each with its file and line
     */
    public Guide read(String id, Path scenarioFolder) throws ScenarioException {
        Path file = root.resolve("guides").resolve(id).resolve("index.adoc");
        if (!Files.isReadable(file)) {
            throw new ScenarioException(
                    new Problem(
                            file,
                            0,
                            0,
                            "",
                            "there is no guide",
                            "a scenario needs guides/ID/index.adoc"));
        }
        Path scenario = scenarioFolder.toAbsolutePath().normalize();
        List<Path> inputs = List.of(file.getParent(), root.resolve("guides"), scenario);
        return cache.get(inputs, () -> convert(file, scenario));
    }

    private Guide convert(Path file, Path scenario) throws ScenarioException {
        Problems found = new Problems();
        GuideProblems problems = new GuideProblems(file, found);
        Guide guide;
        try (Asciidoctor asciidoctor = Asciidoctor.Factory.create()) {
            LogHandler handler = problems::log;
            asciidoctor.registerLogHandler(handler);
            Document document = load(asciidoctor, file, scenario);
            guide = guide(document, new BlockReader(scenario, problems), problems);
            Path glossary = root.resolve("guides").resolve("glossary.adoc");
            if (Files.isReadable(glossary)) {
                String html = load(asciidoctor, glossary, scenario).convert();
                object(html, glossary, found);
                guide = new Guide(guide.title(), guide.introduction(), guide.steps(), html);
            }
        }
        found.throwIfAny();
        return guide;
    }

    private Document load(Asciidoctor asciidoctor, Path file, Path scenario) {
        Attributes attributes =
                Attributes.builder()
                        .attribute("scenario", scenario.toString())
                        .attribute("guides", root.resolve("guides").toString())
                        .attribute("icons", null)
                        .attribute("idprefix", "")
                        .attribute("idseparator", "-")
                        .attribute("relfileprefix", "#")
                        .build();
        Options options =
                Options.builder()
                        .safe(SafeMode.SAFE)
                        .baseDir(root.toFile())
                        .backend("html5")
                        .standalone(false)
                        .sourcemap(true)
                        .catalogAssets(true)
                        .attributes(attributes)
                        .build();
        return asciidoctor.loadFile(file.toFile(), options);
    }

    private static Guide guide(Document document, BlockReader reader, GuideProblems problems) {
        List<GuideStep> steps = new ArrayList<>();
        StringBuilder introduction = new StringBuilder();
        for (StructuralNode node : document.getBlocks()) {
            if (node instanceof Section section) {
                steps.add(step(section, reader, problems));
            } else {
                introduction.append(convert(node, problems));
            }
        }
        if (steps.isEmpty()) {
            problems.add(document, "the guide has no sections", "begin a step with '== Title'");
        }
        String title = document.getDoctitle() == null ? "" : document.getDoctitle();
        return new Guide(title, introduction.toString(), steps, "");
    }

    private static GuideStep step(Section section, BlockReader reader, GuideProblems problems) {
        List<Block> blocks = new ArrayList<>();
        StringBuilder html = new StringBuilder();
        for (StructuralNode node : section.getBlocks()) {
            List<Block> here = new ArrayList<>();
            collect(node, reader, here);
            if (here.size() == 1 && here.getFirst() instanceof Block.Quiz quiz) {
                String text = StepHtml.quiz(quiz);
                objectTo(node, quiz.question(), problems);
                quiz.options().forEach(o -> objectTo(node, o.text() + o.why(), problems));
                html.append(text);
            } else {
                html.append(StepHtml.withLinks(convert(node, problems), here));
            }
            blocks.addAll(here);
        }
        return new GuideStep(section.getId(), plain(section.getTitle()), html.toString(), blocks);
    }

    private static void collect(StructuralNode node, BlockReader reader, List<Block> blocks) {
        var block = reader.read(node);
        block.ifPresent(blocks::add);
        if (block.isEmpty() && node.getBlocks() != null) {
            for (StructuralNode child : node.getBlocks()) {
                collect(child, reader, blocks);
            }
        }
    }

    private static String convert(StructuralNode node, GuideProblems problems) {
        String html = node.convert();
        objectTo(node, html, problems);
        return html + "\n";
    }

    private static void objectTo(StructuralNode node, String html, GuideProblems problems) {
        HtmlGuard.objection(html)
                .ifPresent(objection ->
                        problems.add(
                                node,
                                objection,
                                "guides are text: no scripts, styles, forms or frames"));
    }

    private static void object(String html, Path file, Problems found) {
        HtmlGuard.objection(html)
                .ifPresent(objection -> found.add(file, objection, "guides are text"));
    }

    /** A title's HTML as plain text. */
    private static String plain(String html) {
        return html.replaceAll("<[^>]*>", "")
                .replace("&#8217;", "\u2019")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }
}
