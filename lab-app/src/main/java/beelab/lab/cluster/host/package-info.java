/**
 * What the lab does to this machine and how it is undone: tools, processes, packet filter rules,
 * mounts, kernel settings, and the journal that makes all of it reversible after a crash.
 */
@NullMarked
package beelab.lab.cluster.host;

import org.jspecify.annotations.NullMarked;
