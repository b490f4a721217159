/** Tests of the packaged service against a failing AWS, in which every candidate is accounted for at the end. */
@NullMarked
package assignmentmailer.chaos;

import org.jspecify.annotations.NullMarked;
