/** The embedded AWS that the local run and the tests share; none of it reaches the product jar. */
@NullMarked
package assignmentmailer.local;

import org.jspecify.annotations.NullMarked;
