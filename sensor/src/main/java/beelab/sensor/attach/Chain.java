package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfLink;
import beelab.sensor.bpf.BpfMap;
import beelab.sensor.bpf.BpfObject;
import beelab.sensor.bpf.BpfProgram;
import beelab.sensor.compile.AttachPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Programs that share one place at an attach point: a head is attached, and runs them one after the
 * other (bpf/hook/chain.bpf.h). Programs may come and go while others run.
 *
 * <p>Belongs to the thread {@code policy-control}.
 */
final class Chain implements AutoCloseable {
    /** {@code CHAIN_MAX} of bpf/include/limits.h. */
    static final int MAX = 32;

    private static final String PROGRAMS = "chain";
    private static final String NEXT = "chain_next";
    private static final Set<String> MAPS = Set.of(PROGRAMS, NEXT);
    private static final int HEAD = 0;

    private final BpfObject object;
    private final BpfLink link;
    private final BitSet used = new BitSet(MAX + 1);
    private final List<Integer> order = new ArrayList<>();
    private Optional<Path> pinned = Optional.empty();

    private Chain(BpfObject object, BpfLink link) {
        this.object = object;
        this.link = link;
    }

    /** Attaches an empty chain. */
    static Chain at(AttachPoint point) throws BpfException {
        BpfObject object = BpfObject.openResource(point.object());
        try {
            String name = "head_" + point.object();
            for (BpfProgram program : object.programs()) {
                program.setAutoload(program.name().equals(name));
            }
            for (BpfMap map : object.maps()) {
                if (!MAPS.contains(map.name())) {
                    map.setAutocreate(false);
                }
            }
            BpfProgram head = object.program(name);
            AttachPoints.aim(head, point);
            object.load();
            return new Chain(object, AttachPoints.attach(head, point, 0));
        } catch (BpfException e) {
            object.close();
            throw e;
        }
    }

    boolean isFull() {
        return used.cardinality() == MAX;
    }

    boolean isEmpty() {
        return used.isEmpty();
    }

    /** Reserves a slot, 1 to {@link #MAX}, for a program that is not loaded yet. */
    int reserve() {
        int slot = used.nextClearBit(1);
        used.set(slot);
        return slot;
    }

    /** Before loading: gives a member the maps of the chain. */
    void lendTo(BpfObject member) throws BpfException {
        for (String name : MAPS) {
            member.map(name).reuse(object.map(name));
        }
    }

    /** Keeps the chain attached, with all its programs, when this process ends. */
    void pin(Path folder) throws BpfException {
        pinned = Optional.of(folder);
        try {
            Path made = Files.createDirectory(folder);
            link.pin(made.resolve("link"));
            for (String name : MAPS) {
                object.map(name).pin(made.resolve(name));
            }
        } catch (IOException e) {
            throw PinFolder.refused("pin a chain", e);
        }
    }

    /** Takes that back. */
    void unpin() throws BpfException {
        if (pinned.isPresent()) {
            PinFolder.delete(pinned.get());
            pinned = Optional.empty();
        }
    }

    /** Runs a loaded program after all others. */
    void append(int slot, BpfProgram program) throws BpfException {
        BpfMap next = object.map(NEXT);
        object.map(PROGRAMS).update(number(slot), number(program.fd()));
        next.update(number(slot), number(HEAD));
        next.update(number(order.isEmpty() ? HEAD : order.getLast()), number(slot));
        order.add(slot);
    }

    /** Gives the slot back; its program, if it was appended, runs no more. */
    void release(int slot) throws BpfException {
        int position = order.indexOf(slot);
        if (position >= 0) {
            int before = position == 0 ? HEAD : order.get(position - 1);
            int after = position + 1 == order.size() ? HEAD : order.get(position + 1);
            object.map(NEXT).update(number(before), number(after));
            boolean ignored = object.map(PROGRAMS).delete(number(slot));
            order.remove(position);
        }
        used.clear(slot);
    }

    @Override
    public void close() {
        link.close();
        object.close();
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }
}
