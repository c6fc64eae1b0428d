package beelab.lab.ui.common;

import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.function.Consumer;

/** Opens addresses outside of the app. */
public final class Browser {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final Background background;

    /** Starts the browser in the background. */
    public Browser(Background background) {
        this.background = background;
    }

    /**
     * Opens an address in the desktop's browser; only http and https, because guides are text from
     * elsewhere.
     *
     * @param problem told in words when that is not possible, with the address to copy
     */
    public void open(String address, Consumer<String> problem) {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            problem.accept("The guide has a link that is no address: " + address);
            return;
        }
        if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme())) {
            problem.accept("The lab opens only http and https addresses, not " + address);
            return;
        }
        background
                .run("open " + uri, () -> start(uri))
                .onFailure(failure ->
                        problem.accept("No browser could be started. Open it yourself: " + uri))
                .start();
    }

    /** xdg-open is what HostServices uses too, but that is missing on headless platforms. */
    private static void start(URI uri) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("xdg-open", uri.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (process.waitFor() != 0) {
            throw new IOException("xdg-open failed");
        }
    }
}
