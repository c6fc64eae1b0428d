package beelab.lab.lesson;

import beelab.lab.guide.Block;
import beelab.lab.guide.Guide;
import java.util.List;

/** How far a guide must be run to see all that a policy can do in it. Pure. */
final class PolicySpan {

    private PolicySpan() {}

    /**
     * Id of the last block that can tell a changed policy from the written one: the one that
     * deletes it for good. Empty when the guide never does, so that all of it must be run.
     *
     * @param file the policy's file below policies/
     */
    static String lastBlock(Guide guide, String file) {
        String path = "policies/" + file;
        List<Block> blocks = guide.blocks();
        for (int i = blocks.size() - 1; i >= 0; i--) {
            if (applies(blocks.get(i), path)) {
                return "";
            }
            if (deletes(blocks.get(i), path)) {
                return blocks.get(i).id();
            }
        }
        return "";
    }

    private static boolean applies(Block block, String path) {
        return switch (block) {
            case Block.Apply apply -> apply.file().equals(path);
            case Block.Run run ->
                    run.lines().stream()
                            .anyMatch(line -> line.contains("apply") && names(line, path));
            case Block.Delete _, Block.Open _, Block.Watch _, Block.Quiz _ -> false;
        };
    }

    private static boolean deletes(Block block, String path) {
        return switch (block) {
            case Block.Delete delete -> delete.file().equals(path);
            case Block.Run run ->
                    run.lines().stream()
                            .anyMatch(line -> line.contains("delete") && names(line, path));
            case Block.Apply _, Block.Open _, Block.Watch _, Block.Quiz _ -> false;
        };
    }

    /** The file itself, or the whole folder. */
    private static boolean names(String line, String path) {
        return line.contains(path) || line.matches(".*\\bpolicies/?(\\s.*)?");
    }
}
