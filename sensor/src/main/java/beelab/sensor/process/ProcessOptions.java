package beelab.sensor.process;

import beelab.sensor.wire.NamespaceIds;

/**
 * What the cache keeps and how much.
 *
 * @param nodeName part of every exec id
 * @param credentials keep credentials and capabilities
 * @param namespaces keep namespaces
 * @param host namespaces of the host, to tell which processes share them
 * @param capacity how many processes at most, ended ones included
 */
public record ProcessOptions(
        String nodeName, boolean credentials, boolean namespaces, NamespaceIds host, int capacity) {

    /** How many processes a cache holds unless told otherwise. */
    public static final int DEFAULT_CAPACITY = 65536;
}
