package beelab.rsvp;

import beelab.rsvp.Answer.Reply;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads what the page's form sends. */
final class Form {

    private Form() {}

    /**
     * The answer in a body of type application/x-www-form-urlencoded.
     *
     * @throws IllegalArgumentException with a sentence for the guest when something is missing
     */
    static Answer read(String body) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        String guest = fields.getOrDefault("guest", "").replaceAll("\\p{Cntrl}", " ").strip();
        if (guest.isEmpty()) {
            throw new IllegalArgumentException("Please tell us your name.");
        }
        if (guest.length() > Answer.MAX_NAME) {
            throw new IllegalArgumentException(
                    "A name may have " + Answer.MAX_NAME + " characters here.");
        }
        return new Answer(guest, reply(fields.getOrDefault("reply", "")));
    }

    private static Reply reply(String text) {
        try {
            return Reply.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Please choose one of the three answers.", e);
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The form could not be read.", e);
        }
    }
}
