package beelab.sensor.compile;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One program, ready to be loaded. What the loader does with it:
 *
 * <ol>
 *   <li>open {@code /beelab/bpf/OBJECT.bpf.o}; set {@code config} as the initial value of the map
 *       {@code .rodata.config};
 *   <li>of an LSM hook: set the attach target to the hook's name;
 *   <li>give it the maps that are shared ({@code bpf_map__reuse_fd}): {@code events}, {@code
 *       counters}, {@code scratch} and {@code binaries} by all objects of the agent, {@code
 *       policy_counters}, {@code policy_mode} and {@code policy_cgroups} by all of the policy,
 *       {@code pending} by the Enter and Leave programs of one hook;
 *   <li>size the map {@code scratch} once, to 4 times the number of possible CPUs, {@code pending}
 *       by {@code pendingValueSize}, and each map of {@code sets} to its number of keys;
 *   <li>turn off the creation ({@code bpf_map__set_autocreate}) of those of its maps that the
 *       program does not need: their references are code that the verifier deletes;
 *   <li>load, fill the sets (each value is one byte, 1) and the arrays, attach.
 * </ol>
 *
 * @param object name of the object file, without {@code .bpf.o}
 * @param program name of its program
 * @param config bytes of {@code struct hook_config}
 * @param sets contents of the maps that its filters look at; a map that is not listed is not needed
 * @param arrays contents of the arrays that its filters look at; one that is not listed is not
 *     needed
 * @param syscallSites contents of the map {@code syscall_sites}; empty when it is not needed
 * @param usesCgroups whether it needs {@code policy_cgroups}
 * @param userConfig bytes of {@code struct user_config}, for the map {@code .rodata.user}; empty
 *     when the object has none
 * @param usesNotifications whether it needs {@code notifications}
 * @param pendingValueSize value size of {@code pending}; 0 when it does not need that map
 * @param agentMaps names of the maps that the agent shares among all policies which need them:
 *     {@code rate_limits}, {@code sock_owners}
 */
@SuppressWarnings("ArrayRecordComponent") // handed to the loader and nowhere else
public record ProgramImage(
        String object,
        String program,
        byte[] config,
        byte[] userConfig,
        List<SetContents> sets,
        List<ArrayContents> arrays,
        Map<Integer, Integer> syscallSites,
        boolean usesCgroups,
        boolean usesNotifications,
        int pendingValueSize,
        Set<String> agentMaps) {
    public ProgramImage {
        sets = List.copyOf(sets);
        arrays = List.copyOf(arrays);
        syscallSites = Map.copyOf(syscallSites);
        agentMaps = Set.copyOf(agentMaps);
    }

    /**
     * Keys of one map. Every value is one byte that is 1.
     *
     * @param map {@code number_sets}, {@code text_sets}, {@code affix_sets} or {@code address_sets}
     * @param keys each as long as the map's keys; no two are equal. None: the map is needed, and
     *     stays empty
     */
    public record SetContents(String map, List<byte[]> keys) {
        public SetContents {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Values of one array.
     *
     * @param map {@code tables}, with one value whose length is the map's value size, or {@code
     *     filter_list}
     * @param values at least one, all of the same length
     */
    public record ArrayContents(String map, List<byte[]> values) {
        public ArrayContents {
            values = List.copyOf(values);
        }
    }
}
