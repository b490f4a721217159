/** Schedules the reader's tasks: time, threads, retries. */
@NullMarked
package assignmentmailer.stream.schedule;

import org.jspecify.annotations.NullMarked;
