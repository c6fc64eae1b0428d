package beelab.sensor.attach;

import beelab.sensor.bpf.BpfException;
import beelab.sensor.bpf.BpfLink;
import beelab.sensor.bpf.BpfObject;
import beelab.sensor.bpf.BpfProgram;
import beelab.sensor.compile.AttachPoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is attached where, for all policies of the agent: the first programs of an attach point are
 * attached themselves, further ones share chains, so that the kernel's limits are never reached.
 *
 * <p>Belongs to the thread {@code policy-control}.
 */
final class Chains {
    private final Map<AttachPoint, Integer> direct = new HashMap<>();
    private final Map<AttachPoint, List<Chain>> chains = new HashMap<>();

    /** Whether the next program of that point must share a chain. */
    boolean isCrowded(AttachPoint point) {
        return direct.getOrDefault(point, 0) >= AttachPoints.room(point).direct();
    }

    /** Attaches a program itself; closing it gives the place back. */
    Place attach(BpfProgram program, AttachPoint point, int cookie) throws BpfException {
        BpfLink link = AttachPoints.attach(program, point, cookie);
        direct.merge(point, 1, Integer::sum);
        return new Place(point, link);
    }

    /** A program that is attached itself. */
    final class Place implements AutoCloseable {
        private final AttachPoint point;
        private final BpfLink link;

        private Place(AttachPoint point, BpfLink link) {
            this.point = point;
            this.link = link;
        }

        BpfLink link() {
            return link;
        }

        @Override
        public void close() {
            link.close();
            direct.computeIfPresent(point, (p, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Takes a place in a chain of the point, and attaches a new chain when all are full. */
    Seat seat(AttachPoint point) throws BpfException {
        List<Chain> existing = chains.computeIfAbsent(point, p -> new ArrayList<>());
        for (Chain chain : existing) {
            if (!chain.isFull()) {
                return new Seat(point, chain, chain.reserve());
            }
        }
        Chain added = Chain.at(point);
        existing.add(added);
        return new Seat(point, added, added.reserve());
    }

    /** A place in a chain. Closing it takes its program out, and the last one the chain away. */
    final class Seat implements AutoCloseable {
        private final AttachPoint point;
        private final Chain chain;
        private final int slot;

        private Seat(AttachPoint point, Chain chain, int slot) {
            this.point = point;
            this.chain = chain;
            this.slot = slot;
        }

        int slot() {
            return slot;
        }

        Chain chain() {
            return chain;
        }

        /** Before loading. */
        void lendTo(BpfObject member) throws BpfException {
            chain.lendTo(member);
        }

        /** From now on the program runs. */
        void occupy(BpfProgram program) throws BpfException {
            chain.append(slot, program);
        }

        @Override
        public void close() throws BpfException {
            try {
                chain.release(slot);
            } finally {
                if (chain.isEmpty()) {
                    List<Chain> all = chains.getOrDefault(point, List.of());
                    if (all.remove(chain) && all.isEmpty()) {
                        chains.remove(point);
                    }
                    chain.close();
                }
            }
        }
    }
}
