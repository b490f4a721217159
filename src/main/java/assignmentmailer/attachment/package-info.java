/** What mails attach: files and objects in S3, kept in memory, the last good copy of each. */
@NullMarked
package assignmentmailer.attachment;

import org.jspecify.annotations.NullMarked;
