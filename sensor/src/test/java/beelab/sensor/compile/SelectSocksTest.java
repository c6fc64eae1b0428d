package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Filters on socks: addresses, ports, family, protocol and state. */
class SelectSocksTest {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int TCP = 6;
    private static final int ESTABLISHED = 1;

    private final HostSelect host = new HostSelect();

    @AfterEach
    void close() {
        host.close();
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    private void ipv4() {
        host.sock(
                0,
                AF_INET,
                TCP,
                ESTABLISHED,
                address("10.1.2.3"),
                40000,
                address("192.168.7.9"),
                443);
    }

    private boolean holds(FilterField field, FilterTest test, boolean negated) {
        CompiledFilter filter = new CompiledFilter(0, field, test, negated);
        return host.select(Programs.image(List.of(ArgType.SOCK), Programs.selector(filter))) == 0;
    }

    private static FilterTest networks(String... cidrs) {
        return new FilterTest.AddressIn(
                Arrays.stream(cidrs)
                        .map(cidr -> cidr.split("/", 2))
                        .map(parts ->
                                new FilterTest.Network(
                                        address(parts[0]), Integer.parseInt(parts[1])))
                        .toList());
    }

    @Test
    void destinationAddressMatchesItsNetworks() {
        ipv4();
        FilterField field = FilterField.SOCK_DESTINATION_ADDRESS;
        assertThat(holds(field, networks("192.168.0.0/16"), false)).isTrue();
        assertThat(holds(field, networks("192.168.7.9/32"), false)).isTrue();
        assertThat(holds(field, networks("192.168.7.8/32"), false)).isFalse();
        assertThat(holds(field, networks("10.0.0.0/8"), false)).isFalse();
        assertThat(holds(field, networks("10.0.0.0/8"), true)).isTrue();
        assertThat(holds(field, networks("0.0.0.0/0"), false)).isTrue();
    }

    @Test
    void hostBitsOfANetworkDoNotMatter() {
        ipv4();
        assertThat(holds(FilterField.SOCK_DESTINATION_ADDRESS, networks("192.168.99.1/16"), false))
                .isTrue();
    }

    @Test
    void sourceAddressIsTheLocalOne() {
        ipv4();
        assertThat(holds(FilterField.SOCK_SOURCE_ADDRESS, networks("10.0.0.0/8"), false)).isTrue();
        assertThat(holds(FilterField.SOCK_SOURCE_ADDRESS, networks("192.168.0.0/16"), false))
                .isFalse();
    }

    @Test
    void ipv6IsMatchedByPrefix() {
        host.sock(
                0,
                AF_INET6,
                TCP,
                ESTABLISHED,
                address("fd00::1"),
                40000,
                address("2001:db8:1::5"),
                443);
        FilterField field = FilterField.SOCK_DESTINATION_ADDRESS;
        assertThat(holds(field, networks("2001:db8::/32"), false)).isTrue();
        assertThat(holds(field, networks("2001:db8:1:1::/64"), false)).isFalse();
        assertThat(holds(field, networks("0.0.0.0/0"), false)).isFalse();
    }

    @Test
    void portsTakeValuesAndRanges() {
        ipv4();
        FilterTest https = new FilterTest.NumberIn(List.of(443L));
        FilterTest privileged = new FilterTest.LessThan(1024);
        FilterTest ephemeral = new FilterTest.InRange(List.of(new FilterTest.Range(32768, 60999)));
        assertThat(holds(FilterField.SOCK_DESTINATION_PORT, https, false)).isTrue();
        assertThat(holds(FilterField.SOCK_SOURCE_PORT, https, false)).isFalse();
        assertThat(holds(FilterField.SOCK_DESTINATION_PORT, privileged, false)).isTrue();
        assertThat(holds(FilterField.SOCK_SOURCE_PORT, privileged, false)).isFalse();
        assertThat(holds(FilterField.SOCK_SOURCE_PORT, ephemeral, false)).isTrue();
        assertThat(holds(FilterField.SOCK_DESTINATION_PORT, ephemeral, true)).isTrue();
    }

    @Test
    void familyProtocolAndStateAreNumbers() {
        ipv4();
        FilterTest two = new FilterTest.NumberIn(List.of((long) AF_INET));
        FilterTest tcp = new FilterTest.NumberIn(List.of((long) TCP));
        FilterTest established = new FilterTest.NumberIn(List.of((long) ESTABLISHED));
        assertThat(holds(FilterField.SOCK_FAMILY, two, false)).isTrue();
        assertThat(holds(FilterField.SOCK_FAMILY, tcp, false)).isFalse();
        assertThat(holds(FilterField.SOCK_PROTOCOL, tcp, false)).isTrue();
        assertThat(holds(FilterField.SOCK_PROTOCOL, two, false)).isFalse();
        assertThat(holds(FilterField.SOCK_STATE, established, false)).isTrue();
        assertThat(holds(FilterField.SOCK_STATE, established, true)).isFalse();
    }
}
