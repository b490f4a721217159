/** The operator's commands: check, explain, backfill. They run beside the service, in a process of their own. */
@NullMarked
package assignmentmailer.command;

import org.jspecify.annotations.NullMarked;
