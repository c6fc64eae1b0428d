package beelab.lab.cli;

import beelab.lab.cluster.ClusterKind;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Helpers of the option {@code --cluster}: its values and how they are read. */
final class ClusterOption {

    private ClusterOption() {}

    /** Reads the name of a kind. */
    static final class Converter implements ITypeConverter<ClusterKind> {
        @Override
        public ClusterKind convert(String value) {
            try {
                return ClusterKind.of(value);
            } catch (IllegalArgumentException unknown) {
                throw new TypeConversionException(unknown.getMessage());
            }
        }
    }

    /** The names of all kinds, for help and completion. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(ClusterKind.values()).map(ClusterKind::id).iterator();
        }
    }
}
