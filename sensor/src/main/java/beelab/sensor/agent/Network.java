package beelab.sensor.agent;

/**
 * How far the actions GetUrl and DnsLookup may reach. Whoever may write a policy would otherwise
 * send requests from the node, with the node's address and with data of the policy's choice in
 * them, so nothing is allowed unless somebody asked for it.
 */
public enum Network {
    /** Nowhere: a policy with such an action is refused. */
    NONE,
    /** This machine: URLs of loopback addresses, and names by a DNS server on one. */
    LOOPBACK,
    /** Anywhere. */
    ALL
}
