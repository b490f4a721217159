/** Tests of the operator's commands. */
@NullMarked
package assignmentmailer.command;

import org.jspecify.annotations.NullMarked;
