package beelab.sensor.metrics;

import java.util.Locale;

/**
 * One number.
 *
 * @param name as Prometheus wants it, {@code beelab_events_total}
 * @param labels {@code state="enabled"}, empty for none
 */
public record Metric(String name, Kind kind, String help, String labels, double value) {
    /** How a number moves. */
    public enum Kind {
        COUNTER,
        GAUGE
    }

    String line() {
        String number =
                value == Math.rint(value) && Math.abs(value) < 1e15
                        ? Long.toString((long) value)
                        : Double.toString(value);
        return name + (labels.isEmpty() ? "" : "{" + labels + "}") + " " + number + "\n";
    }

    String header() {
        return "# HELP "
                + name
                + " "
                + help
                + "\n# TYPE "
                + name
                + " "
                + kind.name().toLowerCase(Locale.ROOT)
                + "\n";
    }
}
