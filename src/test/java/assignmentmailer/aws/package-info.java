/** Tests of HTTP clients and proxies for AWS. */
@NullMarked
package assignmentmailer.aws;

import org.jspecify.annotations.NullMarked;
