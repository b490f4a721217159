/** What is mailed: the assignment that fits a candidate's experience. */
@NullMarked
package assignmentmailer.assignment;

import org.jspecify.annotations.NullMarked;
