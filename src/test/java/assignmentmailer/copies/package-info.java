@NullMarked
package assignmentmailer.copies;

import org.jspecify.annotations.NullMarked;
