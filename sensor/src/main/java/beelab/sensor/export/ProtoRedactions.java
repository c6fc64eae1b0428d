package beelab.sensor.export;

import beelab.sensor.api.RedactionFilter;
import beelab.sensor.filter.FilterException;
import beelab.sensor.filter.Redaction;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.List;

/** Rules of redaction in the words of the public contract. */
public final class ProtoRedactions {
    private ProtoRedactions() {}

    /**
     * Reads rules as JSON, one object a line, as {@code --redaction-filters} takes them.
     *
     * @param flag name of the flag, for messages
     * @throws FilterException with the flag, the line and what is wrong with it
     */
    public static Redaction parse(String flag, String lines) throws FilterException {
        List<Redaction.Spec> specs = new ArrayList<>();
        int number = 0;
        for (String line : lines.split("\n", -1)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            RedactionFilter.Builder filter = RedactionFilter.newBuilder();
            try {
                JsonFormat.parser().merge(line, filter);
            } catch (InvalidProtocolBufferException e) {
                throw new FilterException(
                        flag + " line " + number + ": not a redaction filter: " + e.getMessage());
            }
            if (filter.getMatchCount() > 0) {
                throw new FilterException(
                        flag
                                + " line "
                                + number
                                + ": \"match\" is deprecated and not supported; name programs with"
                                + " \"binary_regex\"");
            }
            specs.add(new Redaction.Spec(filter.getBinaryRegexList(), filter.getRedactList()));
        }
        try {
            return specs.isEmpty() ? Redaction.NONE : Redaction.of(specs);
        } catch (FilterException e) {
            throw new FilterException(flag + ": " + e.getMessage());
        }
    }
}
