package assignmentmailer.command;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.command.Letters.Letter;
import assignmentmailer.command.NumberedAttempts.Numbered;
import assignmentmailer.ledger.LedgerEntry;
import assignmentmailer.ledger.MailedBefore;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** An explanation as a JSON object; members without a value are left out. */
final class ExplanationJson {
    private final Explanation explanation;
    private final boolean isAddressShown;

    ExplanationJson(Explanation explanation, boolean isAddressShown) {
        this.explanation = explanation;
        this.isAddressShown = isAddressShown;
    }

    Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("candidate", explanation.key());
        object.put("item", item());
        object.put(
                "rules",
                explanation.rules().stream()
                        .map(rule -> Json.object(
                                "rule", rule.rule(),
                                "outcome", word(rule.outcome()),
                                "reason", rule.reason()))
                        .toList());
        explanation.assignment().ifPresent(assignment -> object.put("assignment", assignment(assignment)));
        explanation.entry().ifPresent(entry -> object.put("ledger", ledger(entry)));
        object.put("deadLetter", letter());
        object.put("next", explanation.outlook().next().words());
        object.put("advice", explanation.outlook().text());
        return object;
    }

    private Map<String, Object> item() {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("isInTable", explanation.isInTable());
        explanation.candidate().ifPresent(candidate -> describe(candidate, item));
        explanation.problem().ifPresent(problem -> item.put("problem", problem));
        return item;
    }

    private void describe(Candidate candidate, Map<String, Object> item) {
        item.put("name", candidate.name());
        item.put("email", AddressMask.of(candidate.email(), isAddressShown));
        if (candidate.experience() != null) {
            item.put("experience", candidate.experience());
        }
    }

    private static Map<String, String> assignment(Assignment assignment) {
        return Json.object(
                "rule", assignment.rule(), "content", assignment.content(), "template", assignment.template());
    }

    private static Map<String, Object> ledger(LedgerEntry entry) {
        Map<String, Object> ledger = new LinkedHashMap<>();
        ledger.put("status", entry.status().name());
        ledger.put("at", entry.at().toString());
        entry.facts().rule().ifPresent(rule -> ledger.put("rule", rule));
        entry.facts().url().ifPresent(url -> ledger.put("url", url));
        entry.facts().messageId().ifPresent(id -> ledger.put("messageId", id));
        entry.before().ifPresent(before -> ledger.put("before", before(before)));
        ledger.put("attempts", entry.attempts());
        ledger.put("counted", entry.counted());
        ledger.put("maybeSent", entry.maybeSent());
        ledger.put(
                "kept",
                NumberedAttempts.of(entry).stream()
                        .map(ExplanationJson::attempt)
                        .toList());
        ledger.put(
                "events",
                entry.events().all().stream()
                        .map(event -> Json.object(
                                "at", event.at().toString(),
                                "event", event.kind().word(),
                                "detail", event.detail()))
                        .toList());
        return ledger;
    }

    private static Map<String, Object> before(MailedBefore mailed) {
        Map<String, Object> before = new LinkedHashMap<>();
        before.put("mails", mailed.mails());
        before.put("at", mailed.at().toString());
        mailed.messageId().ifPresent(id -> before.put("messageId", id));
        return before;
    }

    private static Map<String, Object> attempt(Numbered numbered) {
        Map<String, Object> attempt = new LinkedHashMap<>();
        attempt.put("number", numbered.number());
        attempt.put("at", numbered.attempt().at().toString());
        attempt.put("outcome", numbered.attempt().outcome());
        attempt.put("fault", word(numbered.attempt().fault()));
        return attempt;
    }

    private Map<String, Object> letter() {
        Map<String, Object> letter = new LinkedHashMap<>();
        letter.put("place", explanation.letters().place());
        letter.put("isLookedUp", explanation.letters().isLookedUp());
        explanation.letters().letter().ifPresent(found -> describe(found, letter));
        return letter;
    }

    private static void describe(Letter found, Map<String, Object> letter) {
        letter.put("file", found.file());
        letter.put("reason", found.reason());
        letter.put("error", found.error());
        letter.put("attempts", found.attempts());
        letter.put("at", found.at());
        letter.put("isToBeReplayed", found.isToBeReplayed());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
