package assignmentmailer.local;

/**
 * A call to AWS.
 *
 * @param name service and operation, as {@code deploy/permissions.md} names them
 * @param resource what it is about, such as {@code table/candidates}; empty for the whole account
 */
public record AwsCall(String name, String resource) {}
