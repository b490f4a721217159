package assignmentmailer.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.Function;

/** Accepts candidates over HTTP, like a company's application form, and inserts them into the table or mends them there. */
final class Intake {
    private static final int MAX_BYTES = 16 * 1024;

    /** The response after an insert. */
    record Inserted(String message, String candidateId) {}

    private final CandidatesTable candidates;

    Intake(CandidatesTable candidates) {
        this.candidates = candidates;
    }

    /** Inserts the candidate described by JSON, or responds with the error. */
    Answer insert(InputStream body) throws IOException {
        return read(body, form -> {
            String id = candidates.insert(form.attributes());
            return Answer.json(200, new Inserted("The candidate is inserted; the mail is on its way.", id));
        });
    }

    /** Replaces what the form asks for in a candidate's item, which mails nothing, or responds with the error. */
    Answer mend(String id, InputStream body) throws IOException {
        return read(
                body,
                form -> candidates.update(id, form.attributes())
                        ? Answer.json(200, Map.of("message", "The candidate is mended; only a replay mails this one."))
                        : Answer.error(404, "there is no such candidate"));
    }

    private static Answer read(InputStream body, Function<CandidateForm, Answer> use) throws IOException {
        byte[] json = body.readNBytes(MAX_BYTES + 1);
        // A client that is still sending would not see the response.
        body.transferTo(OutputStream.nullOutputStream());
        if (json.length > MAX_BYTES) {
            return Answer.error(400, "the request is longer than %d bytes".formatted(MAX_BYTES));
        }
        try {
            return use.apply(CandidateForm.read(json));
        } catch (BadFormException e) {
            return Answer.error(400, e.problem());
        }
    }
}
