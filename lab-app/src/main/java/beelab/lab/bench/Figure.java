package beelab.lab.bench;

/**
 * One measured number, ready to print.
 *
 * @param what what was measured
 * @param measured the result with its unit, or why there is none
 * @param aim what we want it to be
 */
record Figure(String what, String measured, String aim) {

    String line() {
        return "%-44s %-50s (aim: %s)".formatted(what, measured, aim);
    }
}
