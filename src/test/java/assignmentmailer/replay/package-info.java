/** Tests of the replay of dead letters. */
@NullMarked
package assignmentmailer.replay;

import org.jspecify.annotations.NullMarked;
