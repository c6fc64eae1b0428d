package beelab.lab.cluster.local;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;

/**
 * Docker's bridge, on which the pods live.
 *
 * @param device name of the link
 * @param address its own IPv4 address: API server, kubelet and DNS listen there
 * @param subnet range of the pods, such as {@code 172.17.0.0/16}
 */
record Bridge(String device, Inet4Address address, String subnet) {

    static final String DEVICE = "docker0";

    /**
     * Reads the bridge's address.
     *
     * @throws IOException when there is no such link or it has no IPv4 address
     */
    static Bridge find() throws IOException {
        NetworkInterface link = NetworkInterface.getByName(DEVICE);
        if (link == null) {
            throw new IOException(
                    "there is no network link "
                            + DEVICE
                            + ": the Docker engine runs without its default bridge");
        }
        for (InterfaceAddress assigned : link.getInterfaceAddresses()) {
            if (assigned.getAddress() instanceof Inet4Address address) {
                return new Bridge(
                        DEVICE, address, subnet(address, assigned.getNetworkPrefixLength()));
            }
        }
        throw new IOException("the network link " + DEVICE + " has no IPv4 address");
    }

    /** The address as text. */
    String host() {
        return address.getHostAddress();
    }

    static String subnet(Inet4Address address, int prefixLength) {
        byte[] bytes = address.getAddress();
        for (int bit = prefixLength; bit < 32; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return "%d.%d.%d.%d/%d"
                .formatted(
                        bytes[0] & 255,
                        bytes[1] & 255,
                        bytes[2] & 255,
                        bytes[3] & 255,
                        prefixLength);
    }
}
