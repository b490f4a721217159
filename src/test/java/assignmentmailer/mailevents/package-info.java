@NullMarked
package assignmentmailer.mailevents;

import org.jspecify.annotations.NullMarked;
