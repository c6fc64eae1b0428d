package beelab.sensor.enrich;

import beelab.sensor.compile.CompiledPolicy;
import org.jspecify.annotations.Nullable;

/** Which hooks the numbers in a record mean. */
@FunctionalInterface
public interface HookCatalog {

    /** The policy of an id; also one that was unloaded a moment ago. Null when it never existed. */
    @Nullable CompiledPolicy policy(int id);
}
