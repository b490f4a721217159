/** The command backfill: scans the candidates' table beside the ledger, and mails or adopts whom no record will bring. */
@NullMarked
package assignmentmailer.command.backfill;

import org.jspecify.annotations.NullMarked;
