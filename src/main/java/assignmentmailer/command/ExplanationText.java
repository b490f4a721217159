package assignmentmailer.command;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.assignment.RuleVerdict;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.command.Letters.Letter;
import assignmentmailer.command.NumberedAttempts.Numbered;
import assignmentmailer.ledger.AttemptFault;
import assignmentmailer.ledger.LedgerEntry;
import assignmentmailer.ledger.LedgerStatus;
import assignmentmailer.ledger.MailEvent;
import assignmentmailer.ledger.MailEventKind;
import assignmentmailer.ledger.MailedBefore;
import java.util.ArrayList;
import java.util.List;

/** An explanation as lines, each with a label. */
final class ExplanationText {
    private final Explanation explanation;
    private final boolean isAddressShown;
    private final List<String> lines = new ArrayList<>();

    ExplanationText(Explanation explanation, boolean isAddressShown) {
        this.explanation = explanation;
        this.isAddressShown = isAddressShown;
    }

    List<String> lines() {
        lines.add(explanation.key());
        if (explanation.isKnown()) {
            add("item", item());
            explanation.rules().stream().map(RuleVerdict::toString).forEach(rule -> add("rule", rule));
            explanation.assignment().map(Assignment::content).ifPresent(content -> add("mails", content));
            addLedger();
            add("letter", letter());
        }
        add("next", explanation.outlook().line());
        return lines;
    }

    private void add(String label, String text) {
        lines.add("  %-8s %s".formatted(label, text));
    }

    private String item() {
        if (!explanation.isInTable()) {
            return "not in the table";
        }
        String problem = explanation.problem().map(why -> "bad record: " + why).orElse("");
        return explanation.candidate().map(this::describe).orElse("")
                + (explanation.candidate().isPresent() && !problem.isEmpty() ? "; " : "")
                + problem;
    }

    private String describe(Candidate candidate) {
        return "%s, %s, %s"
                .formatted(
                        candidate.name().isEmpty() ? "(no name)" : candidate.name(),
                        AddressMask.of(candidate.email(), isAddressShown),
                        candidate.experience() == null
                                ? "experience unknown"
                                : candidate.experience().toPlainString() + " years");
    }

    private void addLedger() {
        if (explanation.entry().isEmpty()) {
            add("ledger", explanation.isEntryReadable() ? "no attempt" : "the entry cannot be read");
            return;
        }
        LedgerEntry entry = explanation.entry().get();
        add("ledger", describe(entry));
        entry.facts()
                .url()
                .ifPresent(url -> add(
                        "mailed",
                        url + entry.facts().rule().map(rule -> ", by " + rule).orElse("")));
        entry.facts().messageId().ifPresent(id -> add("message", id));
        entry.before().map(ExplanationText::describe).ifPresent(before -> add("before", before));
        NumberedAttempts.of(entry).forEach(attempt -> add("attempt", describe(attempt)));
        entry.events().all().forEach(event -> add("event", describe(event) + whose(event, entry)));
    }

    private static String describe(MailEvent event) {
        String detail = event.kind() == MailEventKind.SEND ? "" : event.detail();
        return "%s %s%s".formatted(event.at(), event.kind().word(), detail.isEmpty() ? "" : ", " + detail);
    }

    private static String whose(MailEvent event, LedgerEntry entry) {
        return entry.ownEvents().all().contains(event) ? "" : " (of a mail before)";
    }

    private static String describe(MailedBefore before) {
        return before.mails() == 0
                ? "handled elsewhere before " + before.at()
                : "%s before an operator decided to mail once more, the last at %s, message id %s"
                        .formatted(
                                before.mails() == 1 ? "1 mail" : before.mails() + " mails",
                                before.at(),
                                before.messageId().orElse("unknown"));
    }

    private static String describe(LedgerEntry entry) {
        if (entry.status() == LedgerStatus.ADOPTED) {
            return "ADOPTED: handled elsewhere before " + entry.at();
        }
        String attempts = entry.attempts() == 1 ? "1 attempt" : entry.attempts() + " attempts";
        return "%s at %s, %s%s%s"
                .formatted(
                        entry.status(),
                        entry.at(),
                        attempts,
                        entry.counted() == 0 ? "" : ", " + entry.counted() + " failures count against the mail",
                        entry.maybeSent() == 0 ? "" : ", " + entry.maybeSent() + " may have sent it");
    }

    private static String describe(Numbered attempt) {
        String fault = words(attempt.attempt().fault());
        return "%d. %s %s%s"
                .formatted(
                        attempt.number(),
                        attempt.attempt().at(),
                        attempt.attempt().outcome(),
                        fault.isEmpty() ? "" : ", " + fault);
    }

    private static String words(AttemptFault fault) {
        return switch (fault) {
            case NONE -> "";
            case MAIL -> "this mail's fault";
            case EVERYBODY -> "everybody's: SES or the network";
            case ACCOUNT -> "our account's fault";
            case THROTTLING -> "nobody's fault: SES throttles";
            case UNCERTAIN -> "uncertain: it may have been sent";
        };
    }

    private String letter() {
        Letters letters = explanation.letters();
        if (!letters.isLookedUp()) {
            return "not looked up: dead letters go to " + letters.place();
        }
        return letters.letter().map(ExplanationText::describe).orElse("none in " + letters.place());
    }

    private static String describe(Letter letter) {
        return "%s: %s at %s, attempts: %d%s"
                .formatted(
                        letter.file(),
                        letter.reason(),
                        letter.at(),
                        letter.attempts(),
                        letter.error().isEmpty() ? "" : ", " + letter.error());
    }
}
