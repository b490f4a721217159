/** Keeps attachments, files or objects in S3, in memory: the last good copy of each. */
@NullMarked
package assignmentmailer.attachment;

import org.jspecify.annotations.NullMarked;
