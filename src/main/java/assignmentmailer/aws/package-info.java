/** How AWS is reached: the HTTP clients that all of its clients share the settings of. */
@NullMarked
package assignmentmailer.aws;

import org.jspecify.annotations.NullMarked;
