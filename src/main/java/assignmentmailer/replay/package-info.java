/** Replay of dead letters: the item as it is now, and when a letter whose mail waits is read again. */
@NullMarked
package assignmentmailer.replay;

import org.jspecify.annotations.NullMarked;
