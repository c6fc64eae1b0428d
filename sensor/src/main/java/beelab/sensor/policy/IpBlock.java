package beelab.sensor.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IP address or a block of them.
 *
 * @param address 4 or 16 bytes in network order; bits behind the prefix are zero
 * @param prefixLength leading bits that must be equal: 0 to 32, or 0 to 128
 */
public record IpBlock(InetAddress address, int prefixLength) {
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.|$)){4}");

    /** The block of a text such as {@code 10.0.0.0/8} or {@code ::1}; nothing when it is none. */
    public static Optional<IpBlock> tryParse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        // The literal forms only: a name would be looked up in the DNS.
        boolean v4 = IPV4.matcher(host).matches() && !host.endsWith(".");
        boolean v6 = host.indexOf(':') >= 0 && host.matches("[0-9a-fA-F:.]{2,45}");
        if (!v4 && !v6) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(host);
            int bits = address.getAddress().length * 8;
            if (v6 && address instanceof Inet4Address) {
                return Optional.empty();
            }
            int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1));
            if (prefix < 0 || prefix > bits) {
                return Optional.empty();
            }
            return Optional.of(new IpBlock(masked(address, prefix), prefix));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int prefix(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    }

    private static InetAddress masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(prefix - i * 8L, 0, 8);
            bytes[i] &= (byte) (0xff00 >> kept);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
