@NullMarked
package beelab.sensor.export.grpc;

import org.jspecify.annotations.NullMarked;
