package beelab.lab.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FenceTest {

    private static final Bridge BRIDGE =
            new Bridge(
                    "docker0", (Inet4Address) InetAddress.ofLiteral("172.17.0.1"), "172.17.0.0/16");

    private final String rules = Fence.ipv4(BRIDGE, "10.96.0.0/24", List.of("172.17.0.9"));

    @Test
    void whatever_is_not_allowed_ends_in_a_rejection() {
        for (String chain : List.of("BEELAB-FORWARD", "BEELAB-INPUT", "BEELAB-OUTPUT")) {
            assertThat(rules.lines().filter(l -> l.startsWith("-A " + chain + " ")).toList())
                    .last()
                    .isEqualTo("-A " + chain + " -j REJECT --reject-with icmp-port-unreachable");
        }
    }

    @Test
    void pods_reach_pods_names_and_the_api_server() {
        assertThat(rules)
                .contains("-A BEELAB-FORWARD -d 172.17.0.0/16 -j RETURN\n")
                .contains("-A BEELAB-INPUT -d 172.17.0.1 -p udp --dport 53 -j RETURN\n")
                .contains("-A BEELAB-INPUT -d 172.17.0.1 -p tcp --dport 16443 -j RETURN\n");
    }

    @Test
    void containers_that_are_not_ours_keep_their_network() {
        assertThat(rules).contains("-A BEELAB-FORWARD -s 172.17.0.9 -j RETURN\n");
    }

    @Test
    void subnets_are_cut_at_any_bit() {
        Inet4Address address = (Inet4Address) InetAddress.ofLiteral("172.17.213.77");
        assertThat(Bridge.subnet(address, 16)).isEqualTo("172.17.0.0/16");
        assertThat(Bridge.subnet(address, 20)).isEqualTo("172.17.208.0/20");
        assertThat(Bridge.subnet(address, 31)).isEqualTo("172.17.213.76/31");
    }
}
