package beelab.sensor.export;

import beelab.sensor.api.EventType;
import beelab.sensor.api.FieldFilterAction;
import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.filter.FilterException;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Leaves fields out of messages. Paths such as {@code process.pod.name} are relative to the event
 * inside the envelope; node name and time always stay. Immutable; any thread may use it.
 */
public final class FieldFilter {
    private static final OneofDescriptor EVENT =
            GetEventsResponse.getDescriptor().getOneofs().getFirst();

    private final Set<EventType> types;
    private final boolean invertTypes;
    private final boolean include;
    private final Tree paths;

    private FieldFilter(Set<EventType> types, boolean invertTypes, boolean include, Tree paths) {
        this.types = types;
        this.invertTypes = invertTypes;
        this.include = include;
        this.paths = paths;
    }

    /** Names of fields on the way down; a node without children stands for the whole field. */
    private record Tree(Map<String, Tree> children) {
        void add(String path) {
            Tree node = this;
            for (String name : path.split("\\.", -1)) {
                node = node.children.computeIfAbsent(name, n -> new Tree(new TreeMap<>()));
            }
        }
    }

    /**
     * Compiles field filters; they apply one after the other.
     *
     * @throws FilterException for a path that no event has
     */
    public static List<FieldFilter> compile(List<beelab.sensor.api.FieldFilter> filters)
            throws FilterException {
        List<FieldFilter> compiled = new ArrayList<>(filters.size());
        for (beelab.sensor.api.FieldFilter filter : filters) {
            Tree paths = new Tree(new TreeMap<>());
            for (String path : filter.getFields().getPathsList()) {
                if (!exists(path)) {
                    throw new FilterException(
                            "fields: no event has \""
                                    + path
                                    + "\"; expected a path such as process.binary or args");
                }
                paths.add(path);
            }
            Set<EventType> types = EnumSet.noneOf(EventType.class);
            types.addAll(filter.getEventSetList());
            compiled.add(
                    new FieldFilter(
                            types,
                            filter.getInvertEventSet().getValue(),
                            filter.getAction() == FieldFilterAction.INCLUDE,
                            paths));
        }
        return List.copyOf(compiled);
    }

    /**
     * Reads field filters as JSON, one object a line, as {@code --field-filters} takes them.
     *
     * @throws FilterException with the flag, the line and what is wrong with it
     */
    public static List<beelab.sensor.api.FieldFilter> parse(String flag, String lines)
            throws FilterException {
        List<beelab.sensor.api.FieldFilter> filters = new ArrayList<>();
        int number = 0;
        for (String line : lines.split("\n", -1)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            beelab.sensor.api.FieldFilter.Builder filter =
                    beelab.sensor.api.FieldFilter.newBuilder();
            try {
                JsonFormat.parser().merge(line, filter);
            } catch (InvalidProtocolBufferException e) {
                throw new FilterException(
                        flag + " line " + number + ": not a field filter: " + e.getMessage());
            }
            filters.add(filter.build());
        }
        return List.copyOf(filters);
    }

    /** The message after all filters. */
    public static GetEventsResponse apply(List<FieldFilter> filters, GetEventsResponse message) {
        GetEventsResponse filtered = message;
        for (FieldFilter filter : filters) {
            filtered = filter.apply(filtered);
        }
        return filtered;
    }

    private GetEventsResponse apply(GetEventsResponse message) {
        FieldDescriptor event = message.getOneofFieldDescriptor(EVENT);
        if (event == null || paths.children().isEmpty()) {
            return message;
        }
        EventType type = EventType.forNumber(event.getNumber());
        if (!types.isEmpty() && types.contains(type) == invertTypes) {
            return message;
        }
        Message inner = (Message) message.getField(event);
        return message.toBuilder().setField(event, trim(inner, paths)).build();
    }

    private Message trim(Message message, Tree tree) {
        Message.Builder builder = message.toBuilder();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            Tree below = tree.children().get(field.getName());
            if (below == null) {
                if (include) {
                    builder.clearField(field);
                }
            } else if (below.children().isEmpty()) {
                if (!include) {
                    builder.clearField(field);
                }
            } else if (field.isRepeated() && !field.isMapField()) {
                List<?> values = (List<?>) entry.getValue();
                for (int i = 0; i < values.size(); i++) {
                    builder.setRepeatedField(field, i, trim((Message) values.get(i), below));
                }
            } else if (!field.isMapField()) {
                builder.setField(field, trim((Message) entry.getValue(), below));
            }
        }
        return builder.build();
    }

    private static boolean exists(String path) {
        return EVENT.getFields().stream().anyMatch(f -> exists(f.getMessageType(), path));
    }

    private static boolean exists(Descriptor type, String path) {
        Descriptor current = type;
        String[] names = path.split("\\.", -1);
        for (int i = 0; i < names.length; i++) {
            FieldDescriptor field = current.findFieldByName(names[i]);
            if (field == null) {
                return false;
            }
            if (i < names.length - 1) {
                if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isMapField()) {
                    return false;
                }
                current = field.getMessageType();
            }
        }
        return true;
    }
}
