package beelab.lab.cluster.local;

import beelab.lab.cluster.host.Change;
import beelab.lab.cluster.host.Journal;
import beelab.lab.cluster.host.PacketFilter;
import java.io.IOException;
import java.util.List;

/**
 * Keeps pods inside: chains of our own in the packet filter reject what leaves the bridge for
 * anything but pods, services, the API server and DNS, and reject service addresses that no Service
 * owns, which would be routed out of the machine otherwise.
 *
 * <p>The rules see addresses after kube-proxy has translated them: a packet to a Service that
 * exists already carries the address of a pod. Answers to connections from outside pass.
 */
final class Fence {

    static final String PREFIX = "BEELAB-";

    private Fence() {}

    /**
     * Puts up the fence.
     *
     * @param exempt addresses of containers on the bridge that are not ours and keep their network
     */
    static void raise(Journal journal, Bridge bridge, String serviceRange, List<String> exempt)
            throws IOException, InterruptedException {
        journal.record(new Change.ChainsCreated(PREFIX));
        PacketFilter.apply("iptables", ipv4(bridge, serviceRange, exempt));
        PacketFilter.apply("ip6tables", ipv6(bridge));
    }

    static String ipv4(Bridge bridge, String serviceRange, List<String> exempt) {
        StringBuilder rules = new StringBuilder();
        rules.append("*filter\n:BEELAB-FORWARD - [0:0]\n:BEELAB-INPUT - [0:0]\n")
                .append(":BEELAB-OUTPUT - [0:0]\n");
        for (String chain : List.of("BEELAB-FORWARD", "BEELAB-INPUT")) {
            rules.append(
                    "-A %s -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN\n"
                            .formatted(chain));
            for (String address : exempt) {
                rules.append("-A %s -s %s -j RETURN\n".formatted(chain, address));
            }
        }
        rules.append("-A BEELAB-FORWARD -d %s -j RETURN\n".formatted(bridge.subnet()));
        for (String protocol : List.of("udp", "tcp")) {
            rules.append(
                    "-A BEELAB-INPUT -d %s -p %s --dport %d -j RETURN\n"
                            .formatted(bridge.host(), protocol, Ports.DNS));
        }
        rules.append(
                "-A BEELAB-INPUT -d %s -p tcp --dport %d -j RETURN\n"
                        .formatted(bridge.host(), Ports.API_SERVER));
        for (String chain : List.of("BEELAB-FORWARD", "BEELAB-INPUT", "BEELAB-OUTPUT")) {
            rules.append("-A %s -p tcp -j REJECT --reject-with tcp-reset\n".formatted(chain));
            rules.append("-A %s -j REJECT --reject-with icmp-port-unreachable\n".formatted(chain));
        }
        rules.append("-I FORWARD -i %s -j BEELAB-FORWARD\n".formatted(bridge.device()));
        rules.append("-I INPUT -i %s -j BEELAB-INPUT\n".formatted(bridge.device()));
        rules.append("-I OUTPUT -d %s -j BEELAB-OUTPUT\n".formatted(serviceRange));
        return rules.append("COMMIT\n").toString();
    }

    /** Pods have no IPv6 address but a link-local one: nothing of it may leave. */
    static String ipv6(Bridge bridge) {
        return """
        *filter
        :BEELAB-FORWARD - [0:0]
        -A BEELAB-FORWARD -j REJECT
        -I FORWARD -i %s -j BEELAB-FORWARD
        COMMIT
        """
                .formatted(bridge.device());
    }
}
