/**
 * Shell sessions on a pseudo terminal: what the learner types goes to a real bash, and nowhere
 * else.
 */
@NullMarked
package beelab.lab.terminal;

import org.jspecify.annotations.NullMarked;
