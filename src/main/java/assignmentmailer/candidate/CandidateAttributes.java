package assignmentmailer.candidate;

import java.util.Optional;

/**
 * The names of the attributes that make an item a candidate. An attribute of that very name goes first; otherwise dots lead
 * into maps: {@code contact.email} is {@code email} in the map {@code contact}.
 *
 * @param id what a candidate is called, empty for the item's key
 */
public record CandidateAttributes(Optional<String> id, String name, String email, String experience) {}
