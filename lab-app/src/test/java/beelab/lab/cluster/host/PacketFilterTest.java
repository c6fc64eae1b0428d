package beelab.lab.cluster.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PacketFilterTest {

    private static final String SAVED =
            """
            *filter
            :INPUT ACCEPT [0:0]
            :KUBE-FIREWALL - [0:0]
            :KUBE-SERVICES - [0:0]
            :USER-CHAIN - [0:0]
            -A INPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
            -A INPUT -j USER-CHAIN
            -A KUBE-FIREWALL -m mark --mark 0x8000/0x8000 -j DROP
            -A KUBE-SERVICES -j KUBE-FIREWALL
            COMMIT
            """;

    @Test
    void chains_go_with_the_jumps_to_them_and_nothing_else() {
        assertThat(
                        PacketFilter.removal(
                                "filter",
                                SAVED,
                                chain -> chain.startsWith("KUBE-"),
                                rule -> rule.contains("-j KUBE-")))
                .isEqualTo(
                        """
                        *filter
                        -D INPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
                        -F KUBE-FIREWALL
                        -F KUBE-SERVICES
                        -X KUBE-FIREWALL
                        -X KUBE-SERVICES
                        COMMIT
                        """);
    }

    @Test
    void nothing_to_remove_is_no_batch() {
        assertThat(PacketFilter.removal("filter", SAVED, chain -> false, rule -> false)).isEmpty();
    }
}
