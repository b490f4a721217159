/** Reads the files in {@code deploy/} as those do who use them. */
@NullMarked
package assignmentmailer.deploy;

import org.jspecify.annotations.NullMarked;
