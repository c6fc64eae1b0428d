package beelab.sensor.enrich;

import beelab.sensor.event.StackFrame;
import beelab.sensor.wire.HookExtras.UserFrame;
import java.util.List;

/** Finds the names of the functions in a stack trace. Belongs to the reader thread. */
public interface StackResolver {
    /** Knows no names. */
    StackResolver NONE =
            new StackResolver() {
                @Override
                public List<StackFrame> kernel(List<Long> addresses) {
                    return addresses.stream().map(a -> new StackFrame(0, 0, "", "")).toList();
                }

                @Override
                public List<StackFrame> user(int pid, List<UserFrame> frames) {
                    return frames.stream().map(f -> new StackFrame(0, 0, "", "")).toList();
                }
            };

    /** Functions of the kernel and its modules, one for each address. */
    List<StackFrame> kernel(List<Long> addresses);

    /**
     * Functions of a program and its libraries, one for each frame.
     *
     * @param pid in the initial pid namespace; the process may be gone
     */
    List<StackFrame> user(int pid, List<UserFrame> frames);
}
