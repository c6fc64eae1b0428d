package beelab.sensor.attach;

import beelab.sensor.bpf.BpfProgram.ProgramInfo;

/**
 * One program in the kernel, and whose it is.
 *
 * @param policy that it belongs to; {@code __base__} for the programs that are always there
 * @param namespace of the policy, empty for a cluster-wide one
 * @param section of the hook in the document, such as {@code kprobes}; {@code base} likewise
 * @param elfSection where libbpf would attach it, such as {@code tracepoint}
 * @param attach the function or event that it is attached for
 */
public record PolicyProgram(
        String policy,
        String namespace,
        String section,
        String elfSection,
        String attach,
        ProgramInfo info) {}
