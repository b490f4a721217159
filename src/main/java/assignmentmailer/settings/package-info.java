/** What engineers set: where a setting's value comes from, how it is written, and what is wrong with it. */
@NullMarked
package assignmentmailer.settings;

import org.jspecify.annotations.NullMarked;
