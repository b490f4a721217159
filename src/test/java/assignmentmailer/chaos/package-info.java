/** The packaged service against AWS at its worst, with an account of every candidate at the end. */
@NullMarked
package assignmentmailer.chaos;

import org.jspecify.annotations.NullMarked;
