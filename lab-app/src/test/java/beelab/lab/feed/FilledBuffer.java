package beelab.lab.feed;

import java.time.Instant;
import java.util.List;

/** Lets tests of other packages fill a buffer, which only the feed can. */
public final class FilledBuffer {
    private FilledBuffer() {}

    /** Adds an event of a program. */
    public static void add(
            EventBuffer buffer,
            EventKind kind,
            String pod,
            String binary,
            String arguments,
            String function,
            List<String> args,
            String policy,
            String action,
            String signal) {
        Instant now = Instant.now();
        buffer.add(sequence ->
                new EventRow(
                        sequence,
                        now,
                        now,
                        kind,
                        "lab",
                        pod.isEmpty() ? "" : "default",
                        pod,
                        pod.isEmpty() ? "" : "shell",
                        binary,
                        arguments,
                        4711,
                        0,
                        "bGFiOjE6NDcxMQ==",
                        "bGFiOjE6NDcwMA==",
                        "/usr/bin/bash",
                        function,
                        args,
                        "",
                        policy,
                        action,
                        signal,
                        0,
                        false,
                        kind.key() + " default/" + pod + " " + binary + " " + arguments,
                        () ->
                                "{\"%s\":{\"process\":{\"binary\":\"%s\",\"arguments\":\"%s\"},\"function_name\":\"%s\"},\"node_name\":\"lab\"}"
                                        .formatted(kind.key(), binary, arguments, function)));
    }

    /** Notes a loss. */
    public static void lose(EventBuffer buffer, long count) {
        buffer.lost(Loss.Where.SENSOR, count, "The ring buffer was full.");
    }
}
