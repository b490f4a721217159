package assignmentmailer.candidate;

import java.util.Optional;

/**
 * The attribute names from which a candidate is read. An attribute of exactly that name takes precedence; otherwise
 * dots lead into maps: {@code contact.email} is {@code email} in the map {@code contact}.
 *
 * @param id the attribute with the candidate's id, empty for the item's key
 */
public record CandidateAttributes(Optional<String> id, String name, String email, String experience) {}
