/** Benchmarks of the service beside a stock Camel route and a bare AWS SDK program, in one run. */
@NullMarked
package assignmentmailer.bench;

import org.jspecify.annotations.NullMarked;
