package beelab.sensor.process;

import beelab.sensor.wire.NamespaceIds;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the cache keeps and how much.
 *
 * @param nodeName part of every exec id
 * @param credentials keep credentials and capabilities
 * @param namespaces keep namespaces
 * @param host namespaces of the host, to tell which processes share them
 * @param userNames names of users by their number, for processes in the host's namespaces; null to
 *     leave them out
 * @param redaction of a program's path and a text of its process: the text without its secrets
 * @param capacity how many processes at most, ended ones included
 */
public record ProcessOptions(
        String nodeName,
        boolean credentials,
        boolean namespaces,
        NamespaceIds host,
        @Nullable UserNames userNames,
        BinaryOperator<String> redaction,
        int capacity) {

    /** How many processes a cache holds unless told otherwise. */
    public static final int DEFAULT_CAPACITY = 65536;
}
