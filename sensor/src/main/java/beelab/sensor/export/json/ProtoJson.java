package beelab.sensor.export.json;

import beelab.sensor.api.GetEventsResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON form of protocol buffers with the field names of the proto file: 64-bit numbers as
 * strings, enums by name, bytes as base64, wrappers as bare values that are printed even when they
 * are 0 or false, everything else left out when it has its default.
 *
 * <p>Written by hand because {@code JsonFormat} escapes {@code < > & = '} for HTML, which makes
 * {@code "<kernel>"} unreadable in a terminal and unfindable with grep.
 */
public final class ProtoJson {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

    private ProtoJson() {}

    /** One message on one line, without a line end. */
    public static String print(MessageOrBuilder message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        write(message, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Writes one message in UTF-8, without a line end. */
    public static void write(MessageOrBuilder message, OutputStream out) {
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            object(message, json);
        }
    }

    /**
     * Reads one event; fields that we do not know are skipped, so that streams of newer sensors can
     * be read.
     *
     * @throws InvalidProtocolBufferException when the line is not JSON, or a field has a wrong type
     */
    public static GetEventsResponse parseEvent(String line) throws InvalidProtocolBufferException {
        GetEventsResponse.Builder event = GetEventsResponse.newBuilder();
        PARSER.merge(line, event);
        return event.build();
    }

    private static void object(MessageOrBuilder message, JsonGenerator json) {
        json.writeStartObject();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            json.writeName(field.getName());
            if (field.isMapField()) {
                map(field, (List<?>) entry.getValue(), json);
            } else if (field.isRepeated()) {
                json.writeStartArray();
                for (Object element : (List<?>) entry.getValue()) {
                    value(field, element, json);
                }
                json.writeEndArray();
            } else {
                value(field, entry.getValue(), json);
            }
        }
        json.writeEndObject();
    }

    private static void map(FieldDescriptor field, List<?> entries, JsonGenerator json) {
        FieldDescriptor keyField = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
        json.writeStartObject();
        for (Object element : entries) {
            Message entry = (Message) element;
            json.writeName(entry.getField(keyField).toString());
            value(valueField, entry.getField(valueField), json);
        }
        json.writeEndObject();
    }

    private static void value(FieldDescriptor field, Object value, JsonGenerator json) {
        switch (field.getType()) {
            case INT32, SINT32, SFIXED32 -> json.writeNumber((int) value);
            case UINT32, FIXED32 -> json.writeNumber(Integer.toUnsignedLong((int) value));
            case INT64, SINT64, SFIXED64 -> json.writeString(Long.toString((long) value));
            case UINT64, FIXED64 -> json.writeString(Long.toUnsignedString((long) value));
            case BOOL -> json.writeBoolean((boolean) value);
            case FLOAT -> json.writeNumber((float) value);
            case DOUBLE -> json.writeNumber((double) value);
            case STRING -> json.writeString((String) value);
            case BYTES ->
                    json.writeString(
                            Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
            case ENUM -> {
                EnumValueDescriptor constant = (EnumValueDescriptor) value;
                if (constant.getIndex() < 0) {
                    json.writeNumber(constant.getNumber());
                } else {
                    json.writeString(constant.getName());
                }
            }
            case MESSAGE, GROUP -> message((Message) value, json);
        }
    }

    private static void message(Message message, JsonGenerator json) {
        switch (message.getDescriptorForType().getFullName()) {
            case "google.protobuf.Timestamp" -> {
                Timestamp time = (Timestamp) message;
                json.writeString(
                        DateTimeFormatter.ISO_INSTANT.format(
                                Instant.ofEpochSecond(time.getSeconds(), time.getNanos())));
            }
            case "google.protobuf.UInt32Value",
                    "google.protobuf.Int32Value",
                    "google.protobuf.UInt64Value",
                    "google.protobuf.Int64Value",
                    "google.protobuf.BoolValue",
                    "google.protobuf.StringValue",
                    "google.protobuf.BytesValue",
                    "google.protobuf.FloatValue",
                    "google.protobuf.DoubleValue" -> {
                FieldDescriptor wrapped = message.getDescriptorForType().findFieldByNumber(1);
                value(wrapped, message.getField(wrapped), json);
            }
            default -> object(message, json);
        }
    }
}
