/** How an assignment in S3 is downloaded without an account: by a link of its own for each mail, which expires. */
@NullMarked
package assignmentmailer.link;

import org.jspecify.annotations.NullMarked;
