@NullMarked
package assignmentmailer.attachment;

import org.jspecify.annotations.NullMarked;
