package beelab.sensor.bpf;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The C signature behind one method handle of a record that {@link NativeLoader} fills. Types are
 * {@code int}, {@code long}, {@code boolean}, {@code void} and {@code MemorySegment} (any pointer).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface NativeSignature {
    /** Name of the symbol. */
    String name();

    /** What the function returns. */
    Class<?> returns();

    /** What it takes, in order. */
    Class<?>[] takes() default {};

    /**
     * Whether errno is the only teller of an error, as for functions that return a pointer; the
     * handle then takes a segment of {@link Native#ERRNO_LAYOUT} first.
     */
    boolean errno() default false;

    /** Index of the first variadic argument; -1 when the function is not variadic. */
    int variadicFrom() default -1;
}
