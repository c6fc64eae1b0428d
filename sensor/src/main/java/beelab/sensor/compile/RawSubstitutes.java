package beelab.sensor.compile;

import beelab.sensor.compile.Substitutes.Asked;
import beelab.sensor.compile.Substitutes.Row;
import beelab.sensor.compile.Substitutes.Story;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Functions next to which the kernel has a tracepoint of the same facts: capabilities, modules and
 * packets. Raw arguments in the order of TP_PROTO in include/trace/events.
 */
final class RawSubstitutes {
    static final Map<String, Row<RawSubstitutes>> ROWS = rows();

    private static final String SKB = "struct sk_buff *";
    private static final String MODULE = "struct module *";
    private static final String LATE_SIGNAL =
            "the signal goes to the process that runs when the kernel reports it; what is reported"
                    + " happens all the same";

    private final Kernel kernel;

    RawSubstitutes(Kernel kernel) {
        this.kernel = kernel;
    }

    private static Map<String, Row<RawSubstitutes>> rows() {
        Map<String, Row<RawSubstitutes>> rows = new HashMap<>();
        rows.put("cap_capable", RawSubstitutes::capable);
        rows.put("do_init_module", (f, asked) -> f.module(asked, "module_load"));
        rows.put("free_module", (f, asked) -> f.module(asked, "module_free"));
        rows.put("security_kernel_module_request", RawSubstitutes::moduleRequest);
        // TP_PROTO(struct sk_buff *skb, void *location, enum skb_drop_reason reason, …)
        rows.put("kfree_skb", (f, asked) -> f.packet(asked, "skb", "kfree_skb", 1, 0, -1));
        rows.put("kfree_skb_reason", (f, asked) -> f.packet(asked, "skb", "kfree_skb", 2, 0, 1));
        rows.put("sk_skb_reason_drop", (f, asked) -> f.packet(asked, "skb", "kfree_skb", 3, 1, 2));
        rows.put("consume_skb", (f, asked) -> f.packet(asked, "skb", "consume_skb", 1, 0, -1));
        rows.put("dev_queue_xmit", (f, asked) -> f.packet(asked, "net", "net_dev_queue", 1, 0, -1));
        rows.put(
                "__dev_queue_xmit",
                (f, asked) -> f.packet(asked, "net", "net_dev_queue", 2, 0, -1));
        rows.put(
                "netif_receive_skb",
                (f, asked) -> f.packet(asked, "net", "netif_receive_skb", 1, 0, -1));
        rows.put("netif_rx", (f, asked) -> f.packet(asked, "net", "netif_rx", 1, 0, -1));
        return Map.copyOf(rows);
    }

    /**
     * TP_PROTO(const struct cred *cred, struct user_namespace *target_ns, const struct
     * user_namespace *capable_ns, int cap, int ret), since Linux 6.14.
     */
    Blueprint capable(Asked asked) throws Refusal {
        Map<Integer, Provided> arguments =
                Map.of(
                        0, pointer(0, "struct cred *"),
                        1, pointer(1, "struct user_namespace *"),
                        2, Provided.number(new ArgSource.RawArg(3), 4, true));
        return raw(
                asked,
                "capability",
                "cap_capable",
                4,
                arguments,
                Provided.number(new ArgSource.RawArg(4), 4, true),
                new Story(
                        "when the kernel has decided",
                        FunctionPlans.KERNEL_MEMORY,
                        List.of(),
                        List.of(),
                        List.of("the argument opts is not known"),
                        LATE_SIGNAL));
    }

    private Blueprint module(Asked asked, String tracepoint) throws Refusal {
        return raw(
                asked,
                "module",
                tracepoint,
                1,
                Map.of(0, pointer(0, MODULE)),
                tracepoint.equals("module_load") ? Provided.constant(0) : null,
                new Story(
                        tracepoint.equals("module_load")
                                ? "before the module's own code runs"
                                : "before the module's memory is freed",
                        FunctionPlans.KERNEL_MEMORY,
                        List.of(),
                        List.of(),
                        tracepoint.equals("module_load")
                                ? List.of("the return value is 0: that of the module is not known")
                                : List.of(),
                        "the signal does not keep the module from being initialised or freed"));
    }

    /** TP_PROTO(char *name, bool wait, unsigned long ip). */
    Blueprint moduleRequest(Asked asked) throws Refusal {
        return raw(
                asked,
                "module",
                "module_request",
                1,
                Map.of(0, pointer(0, "char *")),
                Provided.constant(0),
                new Story(
                        "before the kernel starts modprobe",
                        FunctionPlans.KERNEL_MEMORY,
                        List.of("requests that a security module refuses"),
                        List.of(),
                        List.of("the return value is 0"),
                        "the signal is delivered before the call returns, but modprobe is started"));
    }

    /**
     * @param skb position of the packet among the function's arguments
     * @param reason position of the reason for which it was dropped; -1 for none
     */
    private Blueprint packet(
            Asked asked, String category, String tracepoint, int count, int skb, int reason)
            throws Refusal {
        Map<Integer, Provided> arguments = new HashMap<>();
        arguments.put(skb, pointer(0, SKB));
        if (reason >= 0) {
            arguments.put(reason, Provided.number(new ArgSource.RawArg(2), 4, false));
        }
        return raw(
                asked,
                category,
                tracepoint,
                count,
                arguments,
                null,
                new Story(
                        "when the kernel reports the packet",
                        "kernel memory: the packet's own head",
                        List.of(),
                        List.of("packets that come by another function to the same tracepoint"),
                        List.of("many come in interrupts, on behalf of no process"),
                        LATE_SIGNAL));
    }

    private Blueprint raw(
            Asked asked,
            String category,
            String tracepoint,
            int argumentCount,
            Map<Integer, Provided> arguments,
            @Nullable Provided returned,
            Story story)
            throws Refusal {
        if (!kernel.hasTracepoint(category, tracepoint)) {
            throw new Refusal(
                    "call",
                    asked.function()
                            + " cannot be hooked: "
                            + asked.reason()
                            + ", and no tracepoint "
                            + category
                            + "/"
                            + tracepoint,
                    "");
        }
        Attachment attachment = Attachment.at(new AttachPoint.RawTracepoint(tracepoint), arguments);
        if (asked.returns()) {
            if (returned == null) {
                Substitutes.noReturn(asked);
            }
            attachment = attachment.returning(returned);
        }
        return Substitutes.blueprint(
                kernel,
                asked,
                argumentCount,
                List.of(new Blueprint.Part("raw tracepoint " + tracepoint, attachment)),
                story);
    }

    private static Provided pointer(int number, String type) {
        return Provided.declared(new ArgSource.RawArg(number), type, "", 8, ArgSpec.Memory.KERNEL);
    }
}
