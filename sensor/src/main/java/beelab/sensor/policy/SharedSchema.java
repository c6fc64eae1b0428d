package beelab.sensor.policy;

import static beelab.sensor.policy.Schema.choice;
import static beelab.sensor.policy.Schema.list;
import static beelab.sensor.policy.Schema.struct;
import static beelab.sensor.policy.Schema.text;

import beelab.sensor.policy.Schema.Struct;
import beelab.sensor.policy.Schema.Table;
import beelab.sensor.policy.Schema.Whole;

/** Shapes that both the sections and the selectors use. */
final class SharedSchema {
    static final Whole UINT32 = new Whole(0, 0xffff_ffffL);
    private static final int MANY = 4096;

    static final Struct LABEL_SELECTOR =
            struct().optional(
                            "matchLabels",
                            new Table(text(0, 63)),
                            "labels that the object must have with exactly these values")
                    .optional(
                            "matchExpressions",
                            list(
                                    struct().required("key", text(1, 317), "name of the label")
                                            .required(
                                                    "operator",
                                                    choice("In", "NotIn", "Exists", "DoesNotExist"),
                                                    "how the label is compared")
                                            .optional(
                                                    "values",
                                                    list(text(0, 63), 0, MANY),
                                                    "values for In and NotIn")
                                            .build(),
                                    0,
                                    64),
                            "requirements that must all hold")
                    .build();

    private SharedSchema() {}
}
