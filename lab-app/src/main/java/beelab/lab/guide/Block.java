package beelab.lab.guide;

import java.util.List;

/** Something in a guide that can be acted on. Its id is unique in the guide. */
public sealed interface Block {

    /** Unique in the guide: {@code create-link}. */
    String id();

    /** What to write on its button: {@code Run in terminal "main"}. */
    String label();

    /** A block that is text for a terminal; typing it there is all that happens. */
    sealed interface Typed extends Block permits Run, Apply, Delete {

        /** Name of the terminal. */
        String terminal();

        /**
         * The lines to type, each ended by Enter. A line may end in a backslash to be continued.
         */
        List<String> lines();

        /** Whether Ctrl-C is pressed in that terminal first, to end what still runs there. */
        default boolean interrupts() {
            return false;
        }
    }

    /**
     * Commands.
     *
     * @param terminal name of the terminal
     * @param lines commands, one per line
     * @param interrupts whether Ctrl-C is pressed first
     * @param ending how the last command ends
     * @param exits exit codes that the last command may have when it {@link Ending#RETURNS}
     * @param shows text that must appear in the terminal; empty when nothing must
     */
    record Run(
            String id,
            String terminal,
            List<String> lines,
            boolean interrupts,
            Ending ending,
            List<Integer> exits,
            String shows)
            implements Typed {

        /** Copies the lists. */
        public Run {
            lines = List.copyOf(lines);
            exits = List.copyOf(exits);
        }

        @Override
        public String label() {
            return "Run in terminal \u201c" + terminal + "\u201d";
        }
    }

    /** How the last command of a run block ends. */
    enum Ending {
        /** It ends by itself with an exit code. */
        RETURNS,
        /** It opens another shell in this terminal, in which later blocks run. */
        OPENS_SHELL,
        /** It goes on until a later block interrupts it. */
        FOLLOWS
    }

    /**
     * Applies a manifest or policy with kubectl.
     *
     * @param file path in the scenario's folder: {@code policies/restrict-symlink.yaml}
     * @param source its text as shown
     */
    record Apply(String id, String terminal, String file, String source) implements Typed {
        @Override
        public List<String> lines() {
            return List.of("kubectl apply -f " + file);
        }

        @Override
        public String label() {
            return "Apply " + file;
        }
    }

    /**
     * Deletes what a manifest or policy created.
     *
     * @param file path in the scenario's folder
     */
    record Delete(String id, String terminal, String file) implements Typed {
        @Override
        public List<String> lines() {
            return List.of("kubectl delete -f " + file);
        }

        @Override
        public String label() {
            return "Delete " + file;
        }
    }

    /**
     * Opens a page of the cluster in the browser.
     *
     * @param nodePort port on the nodes, 30000 to 32767
     * @param path path with its slash: {@code /}
     */
    record Open(String id, int nodePort, String path) implements Block {
        @Override
        public String label() {
            return "Open port " + nodePort;
        }
    }

    /**
     * Sets the filter of the event table.
     *
     * @param filter what is typed into the table's filter
     */
    record Watch(String id, String filter) implements Block {
        @Override
        public String label() {
            return "Show only these events";
        }
    }

    /**
     * A question.
     *
     * @param question as HTML
     * @param options answers in order, at least two, at least one correct
     */
    record Quiz(String id, String question, List<Option> options) implements Block {

        /** Copies the options. */
        public Quiz {
            options = List.copyOf(options);
        }

        @Override
        public String label() {
            return "Answer";
        }

        /**
         * @param text the answer as HTML
         * @param correct whether it is right
         * @param why why, as HTML; may be empty
         */
        public record Option(String text, boolean correct, String why) {}
    }
}
