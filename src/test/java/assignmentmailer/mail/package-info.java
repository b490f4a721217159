/** Tests of composing, sending and fault classification. */
@NullMarked
package assignmentmailer.mail;

import org.jspecify.annotations.NullMarked;
