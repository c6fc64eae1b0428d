package beelab.lab.guide;

import beelab.lab.guide.Block.Quiz;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.asciidoctor.ast.ListItem;
import org.asciidoctor.ast.StructuralNode;

/**
 * Reads a quiz: an open block with a title, the question, and a checklist, the answers. What is
 * attached to an answer with {@code +} says why.
 */
final class QuizReader {

    private final GuideProblems problems;

    QuizReader(GuideProblems problems) {
        this.problems = problems;
    }

    Optional<Block> read(StructuralNode node, String id) {
        List<Quiz.Option> options = new ArrayList<>();
        for (StructuralNode child : node.getBlocks()) {
            if (child instanceof org.asciidoctor.ast.List list) {
                for (StructuralNode item : list.getItems()) {
                    options.add(option((ListItem) item));
                }
            }
        }
        if (node.getTitle() == null || node.getTitle().isBlank()) {
            problems.add(
                    node, "a quiz needs a question", "write it as the block's title: .Which …?");
        }
        if (options.size() < 2 || options.stream().noneMatch(Quiz.Option::correct)) {
            problems.add(
                    node,
                    "a quiz needs two or more answers, at least one of them right",
                    "write '* [x] right' and '* [ ] wrong'");
            return Optional.empty();
        }
        String title = node.getTitle() == null ? "" : node.getTitle();
        return Optional.of(new Quiz(id, title, options));
    }

    private static Quiz.Option option(ListItem item) {
        StringBuilder why = new StringBuilder();
        for (StructuralNode attached : item.getBlocks()) {
            why.append(attached.getContent());
        }
        return new Quiz.Option(item.getText(), item.hasAttribute("checked"), why.toString());
    }
}
