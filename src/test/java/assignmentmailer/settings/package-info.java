/** Tests of how settings are read. */
@NullMarked
package assignmentmailer.settings;

import org.jspecify.annotations.NullMarked;
