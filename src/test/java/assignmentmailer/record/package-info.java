/** Tests of the conversion between change records and JSON. */
@NullMarked
package assignmentmailer.record;

import org.jspecify.annotations.NullMarked;
