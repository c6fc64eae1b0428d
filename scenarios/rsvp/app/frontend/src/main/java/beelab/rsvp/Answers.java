package beelab.rsvp;

import java.io.IOException;
import java.util.List;

/** Where answers are kept. */
interface Answers {

    /**
     * Keeps an answer; when this returns, it is on the disk.
     *
     * @throws IOException when the store cannot be reached or refuses
     */
    void keep(Answer answer) throws IOException;

    /**
     * All answers, the latest first.
     *
     * @throws IOException when the store cannot be reached
     */
    List<Answer> all() throws IOException;
}
