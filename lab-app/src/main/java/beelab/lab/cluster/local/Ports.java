package beelab.lab.cluster.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The TCP ports of the local cluster. All listen on loopback or on the bridge only. */
public final class Ports {

    /** API server, on the bridge's address. */
    public static final int API_SERVER = 16443;

    /** kubelet, on the bridge's address. */
    public static final int KUBELET = 20250;

    /** Names of services, on the bridge's address; pods know no other port. */
    public static final int DNS = 53;

    /** The RSVP application of the guides, on loopback. */
    public static final int APPLICATION = 30001;

    static final int ETCD_CLIENT = 22379;
    static final int ETCD_PEER = 22380;
    static final int CONTROLLER_MANAGER = 20257;
    static final int SCHEDULER = 20259;
    static final int PROXY_METRICS = 20249;
    static final int PROXY_HEALTH = 20256;

    private Ports() {}

    /**
     * What would listen on loopback: port and user.
     *
     * @return in the order in which a person should hear about them
     */
    public static Map<Integer, String> onLoopback() {
        Map<Integer, String> ports = new LinkedHashMap<>();
        ports.put(APPLICATION, "the guides' application");
        ports.put(ETCD_CLIENT, "etcd");
        ports.put(ETCD_PEER, "etcd");
        ports.put(CONTROLLER_MANAGER, "kube-controller-manager");
        ports.put(SCHEDULER, "kube-scheduler");
        ports.put(PROXY_METRICS, "kube-proxy");
        ports.put(PROXY_HEALTH, "kube-proxy");
        return ports;
    }

    /** What would listen on the bridge: port and user. */
    public static Map<Integer, String> onBridge() {
        Map<Integer, String> ports = new LinkedHashMap<>();
        ports.put(API_SERVER, "kube-apiserver");
        ports.put(KUBELET, "the kubelet");
        ports.put(DNS, "names of services");
        return ports;
    }

    /** The ports of a map that somebody else listens on at this address, in words. */
    public static List<String> taken(InetAddress address, Map<Integer, String> ports) {
        List<String> taken = new ArrayList<>();
        ports.forEach((port, user) -> {
            if (!free(address, port)) {
                taken.add("port %d on %s (for %s)".formatted(port, address.getHostAddress(), user));
            }
        });
        return taken;
    }

    /**
     * All ports of the cluster that somebody else listens on, in words. The bridge's ports are
     * looked at when there is a bridge.
     */
    public static List<String> taken() {
        List<String> taken = new ArrayList<>(taken(InetAddress.getLoopbackAddress(), onLoopback()));
        try {
            taken.addAll(taken(Bridge.find().address(), onBridge()));
        } catch (IOException noBridge) {
            // The engine makes it when it starts; nobody can listen on it yet.
        }
        return taken;
    }

    private static boolean free(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections of an earlier run may still be closing
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
