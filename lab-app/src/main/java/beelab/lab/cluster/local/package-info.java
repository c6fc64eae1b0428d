/**
 * Real Kubernetes as processes on this machine: built from Debian's source package, then started.
 */
@NullMarked
package beelab.lab.cluster.local;

import org.jspecify.annotations.NullMarked;
