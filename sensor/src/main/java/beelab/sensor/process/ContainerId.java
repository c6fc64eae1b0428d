package beelab.sensor.process;

/** The container id in the name of a cgroup. */
public final class ContainerId {
    /** Length of the field {@code docker}. */
    public static final int SHORT_LENGTH = 31;

    private static final int LENGTH = 64;
    private static final String SCOPE = ".scope";

    private ContainerId() {}

    /**
     * The 64 hexadecimal digits in {@code ID}, {@code docker-ID.scope}, {@code
     * cri-containerd-ID.scope} and the like; empty when there are none.
     */
    public static String of(String cgroupName) {
        String name =
                cgroupName.endsWith(SCOPE)
                        ? cgroupName.substring(0, cgroupName.length() - SCOPE.length())
                        : cgroupName;
        int start = name.length() - LENGTH;
        if (start < 0 || (start > 0 && isHex(name.charAt(start - 1)))) {
            return "";
        }
        for (int i = start; i < name.length(); i++) {
            if (!isHex(name.charAt(i))) {
                return "";
            }
        }
        return name.substring(start);
    }

    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
