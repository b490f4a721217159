@NullMarked
package assignmentmailer.queue;

import org.jspecify.annotations.NullMarked;
