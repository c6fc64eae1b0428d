package beelab.sensor.enrich;

import beelab.sensor.wire.HookExtras;
import java.util.List;

/** The text of a file's hash: its algorithm, a colon, and the digits. */
final class Hashes {
    /** enum hash_algo of linux/hash_info.h, in its order. */
    private static final List<String> ALGORITHMS =
            List.of(
                    "md4",
                    "md5",
                    "sha1",
                    "rmd160",
                    "sha256",
                    "sha384",
                    "sha512",
                    "sha224",
                    "rmd128",
                    "rmd256",
                    "rmd320",
                    "wp256",
                    "wp384",
                    "wp512",
                    "tgr128",
                    "tgr160",
                    "tgr192",
                    "sm3",
                    "streebog256",
                    "streebog512");

    private Hashes() {}

    static String text(HookExtras.Hash hash) {
        int number = hash.algorithm();
        String name =
                number >= 0 && number < ALGORITHMS.size()
                        ? ALGORITHMS.get(number)
                        : "algorithm-" + number;
        return name + ":" + hash.digits();
    }
}
