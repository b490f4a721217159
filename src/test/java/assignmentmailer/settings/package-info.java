/** Tests of reading settings. */
@NullMarked
package assignmentmailer.settings;

import org.jspecify.annotations.NullMarked;
