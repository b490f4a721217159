@NullMarked
package assignmentmailer.link;

import org.jspecify.annotations.NullMarked;
