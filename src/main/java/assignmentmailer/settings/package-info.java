/** Reads, validates and normalizes settings from file, environment and system properties. */
@NullMarked
package assignmentmailer.settings;

import org.jspecify.annotations.NullMarked;
