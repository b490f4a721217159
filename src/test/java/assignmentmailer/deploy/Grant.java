package assignmentmailer.deploy;

/**
 * A permission: an action on a resource.
 *
 * @param resource an ARN, or * for all
 */
public record Grant(String action, String resource) {}
