package beelab.sensor.compile;

import static beelab.sensor.wire.Layouts.array;
import static beelab.sensor.wire.Layouts.struct;
import static beelab.sensor.wire.Layouts.u16;
import static beelab.sensor.wire.Layouts.u32;
import static beelab.sensor.wire.Layouts.u64;
import static beelab.sensor.wire.Layouts.u8;

import beelab.sensor.wire.Layouts;
import java.lang.foreign.StructLayout;
import java.util.List;

/** The structures of {@code bpf/include/config.h}, field by field. ContractTest compares both. */
final class ConfigLayouts {
    static final int MAX_NUMBERS = 4;

    /** Filters that a program holds itself; more go into its map {@code filter_list}. */
    static final int MAX_FILTERS = 16;

    static final int TEXT_KEY_BYTES = 248;
    static final int EXE_KEY_BYTES = 256;
    static final int CGROUP_V2 = -1;

    static final StructLayout CGROUP_SOURCE = struct("cgroup_source", u32("subsystem"));

    static final StructLayout BASE_CONFIG = struct("base_config", CGROUP_SOURCE.withName("cgroup"));

    static final StructLayout VALUE_REF =
            struct(
                    "value_ref",
                    u8("source"),
                    u8("width"),
                    u16("number"),
                    u8("index"),
                    u8("scale"),
                    u16("flags"),
                    u64("constant"));

    static final StructLayout VALUE_PATH =
            struct(
                    "value_path",
                    u8("steps"),
                    u8("width"),
                    u8("shift"),
                    u8("bits"),
                    u32("pad"),
                    array("offsets", ValuePath.MAX_STEPS, Layouts.U32));

    static final StructLayout ARG_CONFIG =
            struct(
                    "arg_config",
                    u8("type"),
                    u8("flags"),
                    u8("index"),
                    u8("value_kind"),
                    u32("max"),
                    VALUE_REF.withName("value"),
                    VALUE_REF.withName("size"),
                    VALUE_PATH.withName("path"));

    static final StructLayout FILTER_CONFIG =
            struct(
                    "filter_config",
                    u8("test"),
                    u8("field"),
                    u8("arg"),
                    u8("flags"),
                    u16("selector"),
                    u16("other"),
                    u32("set"),
                    u32("count"),
                    array("numbers", 2 * MAX_NUMBERS, Layouts.U64));

    static final StructLayout SELECTOR_CONFIG =
            struct(
                    "selector_config",
                    u8("used"),
                    u8("post"),
                    u8("action"),
                    u8("signal"),
                    u32("override"),
                    u8("notify"),
                    u8("notify_signal"),
                    u16("pad"),
                    u32("notify_override"));

    static final StructLayout GUARD_CONFIG =
            struct(
                    "guard_config",
                    VALUE_REF.withName("value"),
                    VALUE_REF.withName("other"),
                    u64("expected"),
                    u64("other_expected"),
                    u64("mask"),
                    u64("other_mask"));

    static final StructLayout SELECTOR_ACTIONS =
            struct(
                    "selector_actions",
                    u64("rate_interval"),
                    u8("rate_scope"),
                    u8("extras"),
                    array("signals", CompiledSelector.MAX_MORE_SIGNALS, Layouts.U8),
                    array("pad", 7, Layouts.U8),
                    array("socks", CompiledSelector.MAX_SOCKS, Layouts.U8));

    static final StructLayout HOOK_CONFIG =
            struct(
                    "hook_config",
                    u32("policy_id"),
                    u16("hook_id"),
                    u8("role"),
                    u8("arg_count"),
                    u32("options"),
                    u32("pending_size"),
                    CGROUP_SOURCE.withName("cgroup"),
                    u32("skip_tgid"),
                    u32("skip_start"),
                    u32("chain_slot"),
                    array("guards", CompiledProgram.MAX_GUARDS, GUARD_CONFIG),
                    array("saved", CompiledProgram.MAX_SAVED, VALUE_REF),
                    array("args", CompiledProgram.MAX_ARGUMENTS, ARG_CONFIG),
                    u32("table_words"),
                    u32("filter_count"),
                    array("filters", MAX_FILTERS, FILTER_CONFIG),
                    array("selectors", CompiledProgram.MAX_SELECTORS, SELECTOR_CONFIG),
                    array("actions", CompiledProgram.MAX_SELECTORS, SELECTOR_ACTIONS),
                    u16("counter_row"),
                    u8("counter_stride"),
                    u8("return_sock"),
                    u8("ima_argument"),
                    u8("ima_source"),
                    u16("pad3"));

    static final StructLayout REGISTER_WRITE =
            struct(
                    "register_write",
                    u8("slot"),
                    u8("width"),
                    u16("pad"),
                    u32("pad2"),
                    VALUE_REF.withName("value"));

    static final StructLayout USER_WRITE =
            struct("user_write", u32("value"), u32("used"), VALUE_REF.withName("target"));

    static final StructLayout USER_EFFECT =
            struct(
                    "user_effect",
                    USER_WRITE.withName("memory"),
                    array("registers", UserEffect.MAX_REGISTERS, REGISTER_WRITE));

    static final StructLayout USER_CONFIG =
            struct("user_config", array("selectors", UserEffect.MAX_SELECTORS, USER_EFFECT));

    static final StructLayout NOTIFICATION = struct("notification", u32("override"), u32("signal"));

    static final StructLayout NUMBER_KEY =
            struct("number_key", u32("set"), u32("pad"), u64("value"));

    static final StructLayout TEXT_KEY =
            struct(
                    "text_key",
                    u32("set"),
                    u32("length"),
                    array("text", TEXT_KEY_BYTES, Layouts.U8));

    static final StructLayout AFFIX_KEY =
            struct(
                    "affix_key",
                    u32("prefix_bits"),
                    u32("set"),
                    array("text", TEXT_KEY_BYTES, Layouts.U8));

    static final StructLayout ADDRESS_KEY =
            struct("address_key", u32("prefix_bits"), u32("set"), array("address", 16, Layouts.U8));

    static final StructLayout PROCESS_KEY =
            struct("process_key", u64("start_key"), u32("tgid"), u32("pad"));

    static final StructLayout FOLLOWED_PATH =
            struct(
                    "followed_path",
                    u32("length"),
                    u32("pad"),
                    array("text", EXE_KEY_BYTES, Layouts.U8));

    static final StructLayout CGROUP_KEY =
            struct("cgroup_key", u64("cgroup"), u32("set"), u32("pad"));

    static final List<StructLayout> ALL =
            List.of(
                    CGROUP_SOURCE,
                    BASE_CONFIG,
                    VALUE_REF,
                    VALUE_PATH,
                    ARG_CONFIG,
                    FILTER_CONFIG,
                    SELECTOR_CONFIG,
                    SELECTOR_ACTIONS,
                    GUARD_CONFIG,
                    HOOK_CONFIG,
                    REGISTER_WRITE,
                    USER_WRITE,
                    USER_EFFECT,
                    USER_CONFIG,
                    NOTIFICATION,
                    NUMBER_KEY,
                    TEXT_KEY,
                    AFFIX_KEY,
                    ADDRESS_KEY,
                    PROCESS_KEY,
                    FOLLOWED_PATH,
                    CGROUP_KEY);

    private ConfigLayouts() {}
}
