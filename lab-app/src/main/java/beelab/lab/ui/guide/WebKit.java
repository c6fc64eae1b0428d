package beelab.lab.ui.guide;

import com.sun.glass.utils.NativeLibLoader;

/**
 * Loads WebKit's native library ahead of the first WebView.
 *
 * <p>The first WebView would do it on the FX thread: it reads 125 MB to compare a checksum, and the
 * window stands still for half a second or more (seen by the window's watchdog). The loader
 * remembers what it has loaded, so the later call finds it done.
 */
public final class WebKit {
    private WebKit() {}

    /** Loads the library; blocks, so not for the FX thread. */
    public static void preload() {
        NativeLibLoader.loadLibrary("jfxwebkit");
    }
}
