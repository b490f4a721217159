/** Tests of how AWS is reached. */
@NullMarked
package assignmentmailer.aws;

import org.jspecify.annotations.NullMarked;
