/** Presigns a link that expires, for each mail, to an assignment in S3. */
@NullMarked
package assignmentmailer.link;

import org.jspecify.annotations.NullMarked;
