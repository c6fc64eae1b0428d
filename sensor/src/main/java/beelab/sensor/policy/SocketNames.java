package beelab.sensor.policy;

import beelab.sensor.policy.PolicyValidator.Problems;
import java.util.Map;
import java.util.Optional;

/** Names of Linux's socket constants, with their numbers from its headers. */
public final class SocketNames {
    /** {@code include/uapi/linux/in.h}. */
    public static final Map<String, Integer> PROTOCOLS =
            Map.ofEntries(
                    Map.entry("IPPROTO_IP", 0),
                    Map.entry("IPPROTO_ICMP", 1),
                    Map.entry("IPPROTO_IGMP", 2),
                    Map.entry("IPPROTO_IPIP", 4),
                    Map.entry("IPPROTO_TCP", 6),
                    Map.entry("IPPROTO_EGP", 8),
                    Map.entry("IPPROTO_PUP", 12),
                    Map.entry("IPPROTO_UDP", 17),
                    Map.entry("IPPROTO_IDP", 22),
                    Map.entry("IPPROTO_TP", 29),
                    Map.entry("IPPROTO_DCCP", 33),
                    Map.entry("IPPROTO_IPV6", 41),
                    Map.entry("IPPROTO_RSVP", 46),
                    Map.entry("IPPROTO_GRE", 47),
                    Map.entry("IPPROTO_ESP", 50),
                    Map.entry("IPPROTO_AH", 51),
                    Map.entry("IPPROTO_ICMPV6", 58),
                    Map.entry("IPPROTO_SCTP", 132),
                    Map.entry("IPPROTO_UDPLITE", 136),
                    Map.entry("IPPROTO_RAW", 255),
                    Map.entry("IPPROTO_MPTCP", 262));

    /** {@code include/linux/socket.h}. */
    public static final Map<String, Integer> FAMILIES =
            Map.ofEntries(
                    Map.entry("AF_UNSPEC", 0),
                    Map.entry("AF_UNIX", 1),
                    Map.entry("AF_INET", 2),
                    Map.entry("AF_INET6", 10),
                    Map.entry("AF_NETLINK", 16),
                    Map.entry("AF_PACKET", 17),
                    Map.entry("AF_ALG", 38),
                    Map.entry("AF_VSOCK", 40),
                    Map.entry("AF_XDP", 44));

    /** {@code include/net/tcp_states.h}. */
    public static final Map<String, Integer> STATES =
            Map.ofEntries(
                    Map.entry("TCP_ESTABLISHED", 1),
                    Map.entry("TCP_SYN_SENT", 2),
                    Map.entry("TCP_SYN_RECV", 3),
                    Map.entry("TCP_FIN_WAIT1", 4),
                    Map.entry("TCP_FIN_WAIT2", 5),
                    Map.entry("TCP_TIME_WAIT", 6),
                    Map.entry("TCP_CLOSE", 7),
                    Map.entry("TCP_CLOSE_WAIT", 8),
                    Map.entry("TCP_LAST_ACK", 9),
                    Map.entry("TCP_LISTEN", 10),
                    Map.entry("TCP_CLOSING", 11),
                    Map.entry("TCP_NEW_SYN_RECV", 12));

    private SocketNames() {}

    /** The number of a name or of a number written out; nothing when it is neither. */
    public static Optional<Integer> number(String text, Map<String, Integer> names) {
        Integer known = names.get(text);
        return known != null
                ? Optional.of(known)
                : Numbers.tryParse(text)
                        .filter(n -> Numbers.fits(n, 2, false))
                        .map(n -> n.intValueExact());
    }

    static void check(Problems problems, String at, String value, Map<String, Integer> names) {
        if (number(value, names).isEmpty()) {
            problems.add(
                    at,
                    "\"" + value + "\" is not known",
                    NearNames.hint(
                            value,
                            names.keySet(),
                            "write a number or one of "
                                    + String.join(
                                            ", ", names.keySet().stream().sorted().toList())));
        }
    }
}
