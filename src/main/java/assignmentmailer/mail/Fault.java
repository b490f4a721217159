package assignmentmailer.mail;

/**
 * What one failure to send says by itself.
 *
 * @param uncertain whether the mail may have been sent all the same
 */
public record Fault(FaultOwner owner, boolean uncertain) {}
