package beelab.sensor.export;

import beelab.sensor.api.GetEventsResponse;
import beelab.sensor.event.Event;
import beelab.sensor.filter.FilterException;
import beelab.sensor.filter.Subject;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelContainer;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code cel_expression} of a filter: expressions in the Common Expression Language over an
 * event as the wire shows it. Each type of event is a variable with the name of its field, such as
 * {@code process_exec}; in an event of another type that variable has only defaults. One expression
 * that holds is enough.
 *
 * <p>An expression that fails for an event, as one that reads past the end of {@code args}, does
 * not hold for it. The number of steps is bounded: a client must not be able to stop the stream of
 * others.
 */
final class CelExpressions implements Predicate<Subject> {
    private static final Logger LOG = LoggerFactory.getLogger(CelExpressions.class);
    private static final int MAX_CHARACTERS = 10_000;
    private static final int MAX_ITERATIONS = 10_000;
    private static final OneofDescriptor EVENT =
            GetEventsResponse.getDescriptor().getOneofs().getFirst();

    /** The envelope is no variable, so its values do not matter here. */
    private static final EventMapper MAPPER = new EventMapper("", "", Map.of());

    private final List<CelRuntime.Program> programs;
    private boolean failed; // only to say it once

    private CelExpressions(List<CelRuntime.Program> programs) {
        this.programs = programs;
    }

    /** Made when the first expression comes: who uses none does not pay for it. */
    private static final class Language {
        static final Cel CEL = make();
        static final Map<String, Message> DEFAULTS = defaults();

        private static Cel make() {
            CelOptions options =
                    CelOptions.current()
                            .maxExpressionCodePointSize(MAX_CHARACTERS)
                            .comprehensionMaxIterations(MAX_ITERATIONS)
                            .build();
            CelBuilder builder =
                    CelFactory.standardCelBuilder()
                            .setOptions(options)
                            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                            .setContainer(CelContainer.ofName("tetragon"))
                            .addCompilerLibraries(CelExtensions.strings())
                            .addRuntimeLibraries(CelExtensions.strings())
                            .addMessageTypes(GetEventsResponse.getDescriptor())
                            .setResultType(SimpleType.BOOL);
            for (FieldDescriptor event : EVENT.getFields()) {
                builder.addVar(
                        event.getName(),
                        StructTypeReference.create(event.getMessageType().getFullName()));
            }
            return builder.build();
        }

        private static Map<String, Message> defaults() {
            Map<String, Message> defaults = new HashMap<>();
            for (FieldDescriptor event : EVENT.getFields()) {
                defaults.put(
                        event.getName(), DynamicMessage.getDefaultInstance(event.getMessageType()));
            }
            return Map.copyOf(defaults);
        }
    }

    /**
     * Compiles and type-checks expressions.
     *
     * @throws FilterException with the place and the reason, when one is not an expression that
     *     yields true or false
     */
    static CelExpressions compile(List<String> expressions) throws FilterException {
        List<CelRuntime.Program> programs = new ArrayList<>();
        for (String expression : expressions) {
            try {
                CelAbstractSyntaxTree tree = Language.CEL.compile(expression).getAst();
                programs.add(Language.CEL.createProgram(tree));
            } catch (CelValidationException e) {
                throw new FilterException("cel_expression: " + reason(e));
            } catch (CelEvaluationException e) {
                throw new FilterException("cel_expression: " + e.getMessage());
            }
        }
        return new CelExpressions(List.copyOf(programs));
    }

    /** The first problem as {@code line:column: text}, columns from 1. */
    private static String reason(CelValidationException e) {
        if (e.getErrors().isEmpty()) {
            return String.valueOf(e.getMessage());
        }
        CelIssue first = e.getErrors().getFirst();
        return first.getSourceLocation().getLine()
                + ":"
                + (first.getSourceLocation().getColumn() + 1)
                + ": "
                + first.getMessage();
    }

    @Override
    public boolean test(Subject subject) {
        Map<String, Message> variables = variables(subject);
        for (CelRuntime.Program program : programs) {
            try {
                if (Boolean.TRUE.equals(program.eval(variables))) {
                    return true;
                }
            } catch (CelEvaluationException e) {
                if (!failed) {
                    failed = true;
                    LOG.info("a cel_expression fails, its event is left out: {}", e.getMessage());
                }
            }
        }
        return false;
    }

    private static Map<String, Message> variables(Subject subject) {
        GetEventsResponse message =
                switch (subject.origin()) {
                    case GetEventsResponse read -> read;
                    case Event event -> MAPPER.map(event);
                    default ->
                            throw new IllegalArgumentException(
                                    "neither event nor message: " + subject.origin());
                };
        FieldDescriptor field = message.getOneofFieldDescriptor(EVENT);
        Map<String, Message> variables = new HashMap<>(Language.DEFAULTS);
        if (field != null) {
            variables.put(field.getName(), (Message) message.getField(field));
        }
        return variables;
    }
}
