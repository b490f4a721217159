package assignmentmailer.assignment;

import assignmentmailer.candidate.Candidate;
import java.net.URI;

/**
 * What one candidate is to work on.
 *
 * @param url where it is downloaded
 * @param rule the setting of the rule that chose it
 */
public record Assignment(Candidate candidate, URI url, String rule) {}
