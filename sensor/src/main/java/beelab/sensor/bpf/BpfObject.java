package beelab.sensor.bpf;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One BPF object file: opened, changed while not loaded, loaded, closed. Everything that was loaded
 * goes when the object is closed, links to its programs excepted, which have a life of their own.
 *
 * <p>Opening, changing and loading belong to one thread. Map operations may come from any thread;
 * they and {@link #close} exclude each other.
 */
public final class BpfObject implements AutoCloseable {
    private final String name;
    private final MemorySegment handle;
    private boolean closed;

    private BpfObject(String name, MemorySegment handle) {
        this.name = name;
        this.handle = handle;
    }

    /**
     * Opens an object file.
     *
     * @param name name for messages; the kernel sees its first 15 characters
     * @param elf the whole file
     */
    public static BpfObject open(String name, byte[] elf) throws BpfException {
        return new BpfObject(name, ObjectCalls.open(name, elf, ""));
    }

    /** Opens {@code /beelab/bpf/NAME.bpf.o} of the class path, where the module bpf puts it. */
    public static BpfObject openResource(String name) throws BpfException {
        String path = "/beelab/bpf/" + name + ".bpf.o";
        try (InputStream in = BpfObject.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new BpfException(
                        path + " is not on the class path: build the module bpf (make -C bpf)");
            }
            byte[] elf = in.readAllBytes();
            String types;
            try (BpfObject plain = open(name, elf)) {
                types = CoreTypes.file(name, BtfCalls.bytes(ObjectCalls.btf(plain.pointer())));
            }
            return new BpfObject(name, ObjectCalls.open(name, elf, types));
        } catch (IOException e) {
            throw new BpfException(path + " cannot be read: " + e.getMessage());
        }
    }

    /** Name given at opening. */
    public String name() {
        return name;
    }

    /** Every program of the object, loaded or not. */
    public List<BpfProgram> programs() {
        List<BpfProgram> programs = new ArrayList<>();
        MemorySegment at = ObjectCalls.nextProgram(pointer(), MemorySegment.NULL);
        while (at.address() != 0) {
            programs.add(new BpfProgram(this, at));
            at = ObjectCalls.nextProgram(handle, at);
        }
        return programs;
    }

    /** The program of that C function name. */
    public BpfProgram program(String function) throws BpfException {
        for (BpfProgram program : programs()) {
            if (program.name().equals(function)) {
                return program;
            }
        }
        throw new BpfException("BPF object " + name + " has no program " + function);
    }

    /** Every map of the object, the ones behind its global variables included. */
    public List<BpfMap> maps() {
        List<BpfMap> maps = new ArrayList<>();
        MemorySegment at = ObjectCalls.nextMap(pointer(), MemorySegment.NULL);
        while (at.address() != 0) {
            maps.add(new BpfMap(this, at));
            at = ObjectCalls.nextMap(handle, at);
        }
        return maps;
    }

    /** The map of that name, if the object has one. */
    public Optional<BpfMap> findMap(String mapName) {
        // libbpf prefixes the maps of global variables with the object's name: "hook_sys.rodata".
        boolean section = mapName.startsWith(".");
        return maps().stream()
                .filter(m -> section ? m.name().endsWith(mapName) : m.name().equals(mapName))
                .findFirst();
    }

    /** The map of that name. */
    public BpfMap map(String mapName) throws BpfException {
        return findMap(mapName)
                .orElseThrow(
                        () -> new BpfException("BPF object " + name + " has no map " + mapName));
    }

    /**
     * Sets a read-only section before loading, so that the verifier sees constants.
     *
     * @param section section of one {@code const volatile} struct, such as {@code .rodata.config}
     * @param value its bytes; must have exactly the section's size
     */
    public void setSection(String section, byte[] value) throws BpfException {
        MemorySegment bytes = MapCalls.initialValue(map(section).pointer());
        if (bytes.byteSize() != value.length) {
            throw new BpfException(
                    "section %s of BPF object %s has %d bytes, not %d: C and Java disagree"
                            .formatted(section, name, bytes.byteSize(), value.length));
        }
        bytes.copyFrom(MemorySegment.ofArray(value));
    }

    /** The object's own BTF; usable until the object is closed. */
    public Btf btf() throws BpfException {
        MemorySegment btf = ObjectCalls.btf(pointer());
        if (btf.address() == 0) {
            throw new BpfException("BPF object " + name + " has no BTF: compile it with clang -g");
        }
        return Btf.of(btf);
    }

    /** Creates the maps and loads every program that is not switched off. */
    public void load() throws BpfException {
        ObjectCalls.load(pointer(), name);
    }

    /** The native object; only while it is open. */
    MemorySegment pointer() {
        if (closed) {
            throw new IllegalStateException("BPF object " + name + " is closed");
        }
        return handle;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            ObjectCalls.close(handle);
        }
    }
}
