/** Delivers records from shards to the route and tracks which are acknowledged. */
@NullMarked
package assignmentmailer.stream.delivery;

import org.jspecify.annotations.NullMarked;
