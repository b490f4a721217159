package assignmentmailer.assignment;

import assignmentmailer.candidate.Candidate;
import java.net.URI;

/**
 * What one candidate is to work on.
 *
 * @param url where it is downloaded
 */
public record Assignment(Candidate candidate, URI url) {}
