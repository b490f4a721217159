/** Chooses the assignment for a candidate's experience. */
@NullMarked
package assignmentmailer.assignment;

import org.jspecify.annotations.NullMarked;
