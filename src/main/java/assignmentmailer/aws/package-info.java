/** The HTTP clients and proxies of all AWS clients. */
@NullMarked
package assignmentmailer.aws;

import org.jspecify.annotations.NullMarked;
