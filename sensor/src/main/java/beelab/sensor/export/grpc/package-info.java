/** The public gRPC service: events to subscribers, policies from clients. */
@NullMarked
package beelab.sensor.export.grpc;

import org.jspecify.annotations.NullMarked;
