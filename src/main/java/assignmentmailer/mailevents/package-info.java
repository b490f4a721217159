/** What SES reports about mails: read from its events, noted in the ledger, and answered where a mail reached nobody. */
@NullMarked
package assignmentmailer.mailevents;

import org.jspecify.annotations.NullMarked;
