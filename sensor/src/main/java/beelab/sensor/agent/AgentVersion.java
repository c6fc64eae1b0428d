package beelab.sensor.agent;

/** The version of this build. */
public final class AgentVersion {
    private AgentVersion() {}

    /** Version of the jar, {@code development} when run from class files. */
    public static String get() {
        String version = AgentVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
