package assignmentmailer.assignment;

import assignmentmailer.candidate.Candidate;
import java.net.URI;

/**
 * A candidate with the coding assignment chosen for them.
 *
 * @param url the download address of the assignment
 * @param rule the setting of the rule that chose it
 */
public record Assignment(Candidate candidate, URI url, String rule) {}
