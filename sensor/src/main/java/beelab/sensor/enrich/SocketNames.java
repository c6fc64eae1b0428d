package beelab.sensor.enrich;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Numbers of the socket interface by the names that programmers use. */
final class SocketNames {
    private SocketNames() {}

    static String family(int number) {
        return switch (number) {
            case 0 -> "AF_UNSPEC";
            case 1 -> "AF_UNIX";
            case 2 -> "AF_INET";
            case 10 -> "AF_INET6";
            case 16 -> "AF_NETLINK";
            case 17 -> "AF_PACKET";
            case 40 -> "AF_VSOCK";
            case 44 -> "AF_XDP";
            default -> Integer.toString(number);
        };
    }

    static String type(int number) {
        return switch (number) {
            case 1 -> "SOCK_STREAM";
            case 2 -> "SOCK_DGRAM";
            case 3 -> "SOCK_RAW";
            case 4 -> "SOCK_RDM";
            case 5 -> "SOCK_SEQPACKET";
            case 6 -> "SOCK_DCCP";
            case 10 -> "SOCK_PACKET";
            default -> Integer.toString(number);
        };
    }

    static String protocol(int number) {
        return switch (number) {
            case 0 -> "IPPROTO_IP";
            case 1 -> "IPPROTO_ICMP";
            case 2 -> "IPPROTO_IGMP";
            case 6 -> "IPPROTO_TCP";
            case 17 -> "IPPROTO_UDP";
            case 41 -> "IPPROTO_IPV6";
            case 47 -> "IPPROTO_GRE";
            case 50 -> "IPPROTO_ESP";
            case 51 -> "IPPROTO_AH";
            case 58 -> "IPPROTO_ICMPV6";
            case 132 -> "IPPROTO_SCTP";
            case 136 -> "IPPROTO_UDPLITE";
            case 255 -> "IPPROTO_RAW";
            case 262 -> "IPPROTO_MPTCP";
            default -> Integer.toString(number);
        };
    }

    static String tcpState(int number) {
        return switch (number) {
            case 1 -> "TCP_ESTABLISHED";
            case 2 -> "TCP_SYN_SENT";
            case 3 -> "TCP_SYN_RECV";
            case 4 -> "TCP_FIN_WAIT1";
            case 5 -> "TCP_FIN_WAIT2";
            case 6 -> "TCP_TIME_WAIT";
            case 7 -> "TCP_CLOSE";
            case 8 -> "TCP_CLOSE_WAIT";
            case 9 -> "TCP_LAST_ACK";
            case 10 -> "TCP_LISTEN";
            case 11 -> "TCP_CLOSING";
            case 12 -> "TCP_NEW_SYN_RECV";
            default -> "";
        };
    }

    /** An address as RFC 5952 writes it: the longest run of zero groups becomes two colons. */
    static String address(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        int runStart = -1;
        int runLength = 1; // A single zero group is written out.
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
