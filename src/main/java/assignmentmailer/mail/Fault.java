package assignmentmailer.mail;

/**
 * The classification of one failure to send.
 *
 * @param uncertain whether the mail may have been sent nevertheless
 */
public record Fault(FaultOwner owner, boolean uncertain) {}
