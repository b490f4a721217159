/** Tests of the command backfill. */
@NullMarked
package assignmentmailer.command.backfill;

import org.jspecify.annotations.NullMarked;
