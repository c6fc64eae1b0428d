package beelab.lab.cluster.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * iptables of both address families. Changes go through {@code iptables-restore --noflush}: all
 * rules of one call appear or vanish together, and its text format is the one that {@code
 * iptables-save} prints, quotes included.
 */
public final class PacketFilter {

    private static final List<String> FAMILIES = List.of("iptables", "ip6tables");
    private static final List<String> TABLES = List.of("mangle", "nat", "filter");

    private PacketFilter() {}

    /** Applies text in the format of iptables-restore without touching other rules. */
    public static void apply(String family, String rules) throws IOException, InterruptedException {
        Command.of(family + "-restore", "--noflush", "--wait=10").withInput(rules).output();
    }

    /** What iptables-save prints, without comments and counters, so that two can be compared. */
    public static List<String> save(String family) throws IOException, InterruptedException {
        return Command.of(family + "-save")
                .output()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("\\[\\d+:\\d+]", "").strip())
                .toList();
    }

    /** Whether a chain with such a name exists in any table of IPv4. */
    public static boolean hasChains(String prefix) throws IOException, InterruptedException {
        return save("iptables").stream().anyMatch(line -> line.startsWith(":" + prefix));
    }

    /** The policy of the chain FORWARD: ACCEPT or DROP. */
    static String forwardPolicy(String family) throws IOException, InterruptedException {
        return save(family).stream()
                .filter(line -> line.startsWith(":FORWARD ") && !line.contains("mangle"))
                .map(line -> line.split(" ")[1])
                // In the order of iptables-save, a policy of another table may come first: DROP in
                // any of them is what matters, and only filter can have it.
                .reduce("ACCEPT", (a, b) -> b.equals("DROP") ? b : a);
    }

    static void setForwardPolicy(String family, String policy)
            throws IOException, InterruptedException {
        Command.of(family, "--wait", "10", "-P", "FORWARD", policy).output();
    }

    /** Removes the chains with this prefix, their rules, and all jumps to them. */
    static void removeChains(String prefix) throws IOException, InterruptedException {
        remove(
                chain -> chain.startsWith(prefix),
                rule -> rule.contains("-j " + prefix) || rule.contains("-g " + prefix));
    }

    /** Removes the rules that mention a device. */
    static void removeDeviceRules(String device) throws IOException, InterruptedException {
        remove(chain -> false, rule -> (rule + " ").matches(".* -[io] " + device + " .*"));
        // Docker's masquerading rule names the bridge's subnet and "! -o docker0": matched as well.
    }

    private static void remove(Predicate<String> chains, Predicate<String> rules)
            throws IOException, InterruptedException {
        for (String family : FAMILIES) {
            for (String table : TABLES) {
                Command.Result saved = Command.of(family + "-save", "-t", table).run();
                if (!saved.ok()) {
                    continue; // no such table in this kernel, hence no rules of ours in it
                }
                String batch = removal(table, saved.output(), chains, rules);
                if (!batch.isEmpty()) {
                    apply(family, batch);
                }
            }
        }
    }

    /** The batch that removes matching chains and rules from one saved table; empty if none. */
    static String removal(
            String table, String saved, Predicate<String> chains, Predicate<String> rules) {
        List<String> names =
                saved.lines()
                        .filter(line -> line.startsWith(":"))
                        .map(line -> line.substring(1).split(" ")[0])
                        .filter(chains)
                        .toList();
        List<String> batch = new ArrayList<>();
        saved.lines()
                .filter(line -> line.startsWith("-A "))
                .filter(rules)
                .filter(line -> !names.contains(line.split(" ")[1]))
                .forEach(line -> batch.add("-D" + line.substring(2)));
        names.forEach(name -> batch.add("-F " + name));
        names.forEach(name -> batch.add("-X " + name));
        return batch.isEmpty() ? "" : "*" + table + "\n" + String.join("\n", batch) + "\nCOMMIT\n";
    }
}
