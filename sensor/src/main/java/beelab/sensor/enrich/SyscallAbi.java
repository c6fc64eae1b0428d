package beelab.sensor.enrich;

/** Names of the interfaces through which system calls are made on this machine. */
final class SyscallAbi {
    private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");

    private SyscallAbi() {}

    /**
     * The name of an interface.
     *
     * @param narrow whether it is that of 32-bit programs
     */
    static String of(boolean narrow) {
        if (ARM) {
            return narrow ? "arm32" : "arm64";
        }
        return narrow ? "i386" : "x64";
    }
}
