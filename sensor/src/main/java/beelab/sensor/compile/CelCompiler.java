package beelab.sensor.compile;

import beelab.sensor.compile.ExpressionStep.Kind;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelParser;
import dev.cel.parser.CelParserFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The expressions of the operator CelExpr, in the Common Expression Language, to steps of the
 * engine: integers of 64 bits, {@code + -}, comparisons, {@code && || !}, {@code int32()} and
 * {@code uint32()} over arguments {@code arg0}, {@code arg1} …
 *
 * <p>Unlike CEL, sums wrap around instead of failing, and both sides of {@code &&} and {@code ||}
 * are always computed, which makes no difference where nothing can fail.
 */
final class CelCompiler {
    private static final CelParser PARSER = CelParserFactory.standardCelParserBuilder().build();

    /**
     * How an operator compares numbers, by their sign, and whether it is true when that is false.
     */
    private record Comparison(Kind signed, Kind unsigned, boolean negated) {}

    private static final Map<String, Comparison> COMPARISONS =
            Map.of(
                    "_==_", new Comparison(Kind.EQUAL, Kind.EQUAL, false),
                    "_!=_", new Comparison(Kind.NOT_EQUAL, Kind.NOT_EQUAL, false),
                    "_<_", new Comparison(Kind.LESS, Kind.BELOW, false),
                    "_<=_", new Comparison(Kind.LESS_EQUAL, Kind.BELOW_EQUAL, false),
                    "_>_", new Comparison(Kind.LESS_EQUAL, Kind.BELOW_EQUAL, true),
                    "_>=_", new Comparison(Kind.LESS, Kind.BELOW, true));

    /** What an argument is to an expression. */
    interface Arguments {
        /**
         * The argument of that name.
         *
         * @throws Refusal when there is none, or it is no number
         */
        Variable of(String name) throws Refusal;
    }

    /** A number that calls bring along, or that is the same for all of them. */
    record Variable(ExpressionStep step, boolean signed) {}

    /** Types of values; a constant that is not negative fits both kinds of numbers. */
    private enum Type {
        BOOL,
        INT,
        UINT,
        LITERAL
    }

    private final Arguments arguments;
    private final List<ExpressionStep> steps = new ArrayList<>();
    private int depth;

    private CelCompiler(Arguments arguments) {
        this.arguments = arguments;
    }

    /**
     * Compiles an expression that is true or false.
     *
     * @throws Refusal with what is wrong, and where in the expression
     */
    static List<ExpressionStep> compile(String expression, Arguments arguments) throws Refusal {
        CelExpr root;
        try {
            root = PARSER.parse(expression).getAst().getExpr();
        } catch (CelValidationException e) {
            var issue = e.getErrors().getFirst();
            throw refusal(
                    "the expression cannot be read at character "
                            + (issue.getSourceLocation().getColumn() + 1)
                            + ": "
                            + issue.getMessage(),
                    "write one such as arg0 == 3 && arg1 > 10");
        }
        CelCompiler compiler = new CelCompiler(arguments);
        if (compiler.add(root) != Type.BOOL) {
            throw refusal("the expression is a number, not true or false", "compare it");
        }
        return compiler.steps;
    }

    private static Refusal refusal(String message, String hint) {
        return new Refusal("values[0]", message, hint);
    }

    private Type add(CelExpr expr) throws Refusal {
        return switch (expr.exprKind().getKind()) {
            case CONSTANT -> constant(expr.constant());
            case IDENT -> {
                Variable variable = arguments.of(expr.ident().name());
                push(variable.step());
                yield variable.signed() ? Type.INT : Type.UINT;
            }
            case CALL -> call(expr.call());
            case NOT_SET, SELECT, LIST, STRUCT, MAP, COMPREHENSION ->
                    throw refusal(
                            "the expression has more than numbers and comparisons",
                            "use + - == != < <= > >= && || ! int32() uint32() and arg0, arg1 …");
        };
    }

    private Type constant(CelConstant constant) throws Refusal {
        return switch (constant.getKind()) {
            case INT64_VALUE -> {
                push(ExpressionStep.constant(constant.int64Value()));
                yield constant.int64Value() < 0 ? Type.INT : Type.LITERAL;
            }
            case UINT64_VALUE -> {
                push(ExpressionStep.constant(constant.uint64Value().longValue()));
                yield Type.UINT;
            }
            case BOOLEAN_VALUE -> {
                push(ExpressionStep.constant(constant.booleanValue() ? 1 : 0));
                yield Type.BOOL;
            }
            default -> throw refusal("the expression has a constant that is no number", "");
        };
    }

    private Type call(CelExpr.CelCall call) throws Refusal {
        List<CelExpr> operands = call.args();
        String function = call.function();
        return switch (function) {
            case "_&&_", "_||_" -> {
                for (CelExpr operand : operands) {
                    expect(add(operand) == Type.BOOL, function, "true or false on both sides");
                }
                pop(function.equals("_&&_") ? Kind.AND : Kind.OR);
                yield Type.BOOL;
            }
            case "!_" -> {
                expect(add(operands.getFirst()) == Type.BOOL, function, "true or false");
                pop(Kind.NOT);
                yield Type.BOOL;
            }
            case "-_" -> {
                Type type = add(operands.getFirst());
                expect(type == Type.INT || type == Type.LITERAL, function, "a signed number");
                pop(Kind.NEGATE);
                yield Type.INT;
            }
            case "_+_", "_-_" -> {
                Type type = numbers(operands, function);
                pop(function.equals("_+_") ? Kind.ADD : Kind.SUBTRACT);
                // The difference of two literals may be negative.
                yield type == Type.LITERAL ? Type.INT : type;
            }
            case "int32", "uint32" -> {
                expect(operands.size() == 1, function, "one number");
                expect(add(operands.getFirst()) != Type.BOOL, function, "a number");
                pop(function.equals("int32") ? Kind.INT32 : Kind.UINT32);
                yield function.equals("int32") ? Type.INT : Type.UINT;
            }
            default -> {
                Comparison comparison = COMPARISONS.get(function);
                if (comparison == null) {
                    throw refusal(
                            "there is no " + name(function) + " in expressions of the kernel",
                            "use + - == != < <= > >= && || ! int32() uint32()");
                }
                compare(comparison, operands, function);
                yield Type.BOOL;
            }
        };
    }

    private void compare(Comparison comparison, List<CelExpr> operands, String function)
            throws Refusal {
        int before = steps.size();
        int depthBefore = depth;
        Type left = add(operands.getFirst());
        if (left == Type.BOOL) {
            expect(function.equals("_==_") || function.equals("_!=_"), function, "numbers");
            expect(add(operands.getLast()) == Type.BOOL, function, "the same on both sides");
            pop(comparison.signed());
            return;
        }
        steps.subList(before, steps.size()).clear();
        depth = depthBefore;
        Type type = numbers(operands, function);
        pop(type == Type.UINT ? comparison.unsigned() : comparison.signed());
        if (comparison.negated()) {
            pop(Kind.NOT);
        }
    }

    /** Two numbers of one sign. */
    private Type numbers(List<CelExpr> operands, String function) throws Refusal {
        Type left = add(operands.getFirst());
        Type right = add(operands.getLast());
        expect(left != Type.BOOL && right != Type.BOOL, function, "numbers");
        if (left == Type.LITERAL) {
            return right;
        }
        if (right == Type.LITERAL || left == right) {
            return left;
        }
        throw refusal(
                name(function) + " has a signed and an unsigned number",
                "convert one of them with int32() or uint32()");
    }

    private static void expect(boolean holds, String function, String what) throws Refusal {
        if (!holds) {
            throw refusal(name(function) + " needs " + what, "");
        }
    }

    private static String name(String function) {
        return function.replace("_", "");
    }

    private void push(ExpressionStep step) throws Refusal {
        depth++;
        if (depth > ExpressionStep.MAX_DEPTH) {
            throw refusal(
                    "the expression needs more than "
                            + ExpressionStep.MAX_DEPTH
                            + " numbers at a time",
                    "use fewer brackets, or several filters");
        }
        steps.add(step);
    }

    private void pop(Kind kind) {
        depth -= kind.operands() - 1;
        steps.add(ExpressionStep.of(kind));
    }
}
