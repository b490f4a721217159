/** How records get from a shard into the route, and which of them are acknowledged. */
@NullMarked
package assignmentmailer.stream.delivery;

import org.jspecify.annotations.NullMarked;
