/** Chooses the assignment for a candidate. */
@NullMarked
package assignmentmailer.assignment;

import org.jspecify.annotations.NullMarked;
