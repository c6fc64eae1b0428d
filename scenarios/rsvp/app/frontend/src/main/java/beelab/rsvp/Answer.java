package beelab.rsvp;

/**
 * What one guest said. A guest who answers again replaces the first answer.
 *
 * @param guest name, 1 to {@value #MAX_NAME} characters, without control characters
 * @param reply what the guest chose
 */
record Answer(String guest, Reply reply) {

    static final int MAX_NAME = 60;

    /** The three things that one can say to an invitation. */
    enum Reply {
        YES("comes"),
        MAYBE("may come"),
        NO("cannot come");

        private final String words;

        Reply(String words) {
            this.words = words;
        }

        /** What is written behind the guest's name. */
        String words() {
            return words;
        }
    }
}
