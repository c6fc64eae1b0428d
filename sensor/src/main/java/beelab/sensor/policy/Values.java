package beelab.sensor.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The checked fields of one struct, defaults filled in. A field that was wrong in the text is
 * absent here; reading it gives the neutral value, so that the rest of the policy can still be
 * judged in the same run.
 *
 * @param path field path of the struct
 * @param fields String, Long, Boolean, Values or lists of them
 */
record Values(String path, Map<String, Object> fields) {

    String path(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    String text(String field) {
        return fields.get(field) instanceof String text ? text : "";
    }

    long whole(String field) {
        return fields.get(field) instanceof Long number ? number : 0;
    }

    int number(String field) {
        return (int) whole(field);
    }

    boolean flag(String field) {
        return fields.get(field) instanceof Boolean flag && flag;
    }

    @Nullable Values struct(String field) {
        return fields.get(field) instanceof Values values ? values : null;
    }

    List<Values> structs(String field) {
        return listOf(field, Values.class);
    }

    List<String> texts(String field) {
        return listOf(field, String.class);
    }

    List<Long> wholes(String field) {
        return listOf(field, Long.class);
    }

    /** A table of texts, in the order of the policy. */
    Map<String, String> textTable(String field) {
        Map<String, String> table = new LinkedHashMap<>();
        Values values = struct(field);
        if (values != null) {
            values.fields.forEach((key, value) -> {
                if (value instanceof String text) {
                    table.put(key, text);
                }
            });
        }
        return table;
    }

    /** A table of structs, in the order of the policy. */
    Map<String, Values> structTable(String field) {
        Map<String, Values> table = new LinkedHashMap<>();
        Values values = struct(field);
        if (values != null) {
            values.fields.forEach((key, value) -> {
                if (value instanceof Values struct) {
                    table.put(key, struct);
                }
            });
        }
        return table;
    }

    private <T> List<T> listOf(String field, Class<T> type) {
        return fields.get(field) instanceof List<?> list
                ? list.stream().filter(type::isInstance).map(type::cast).toList()
                : List.of();
    }
}
