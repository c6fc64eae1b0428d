package beelab.sensor.export.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Lets a streaming call send its response headers before its first message. A client that waits for
 * the headers of {@code GetEvents} knows that from now on no event escapes it; otherwise it could
 * only guess how long to wait before it runs the command it wants to see.
 */
final class EarlyHeaders implements ServerInterceptor {
    private static final Context.Key<Runnable> SEND = Context.key("send-headers");

    /** Sends the headers of the current call now. */
    static void send() {
        Runnable send = SEND.get();
        if (send != null) {
            send.run();
        }
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Once<Q, R> once = new Once<>(call);
        Context context = Context.current().withValue(SEND, once::sendNow);
        return Contexts.interceptCall(context, once, headers, next);
    }

    /** A call that sends headers at most once, whoever asks first. */
    private static final class Once<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private boolean sent;

        Once(ServerCall<Q, R> call) {
            super(call);
        }

        void sendNow() {
            sendHeaders(new Metadata());
        }

        @Override
        public void sendHeaders(Metadata headers) {
            if (!sent) {
                sent = true;
                super.sendHeaders(headers);
            }
        }
    }
}
