package assignmentmailer.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Accepts candidates over HTTP, like a company's application form, and inserts them into the table. */
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
        byte[] json = body.readNBytes(MAX_BYTES + 1);
        // A client that is still sending would not see the response.
        body.transferTo(OutputStream.nullOutputStream());
        if (json.length > MAX_BYTES) {
            return Answer.error(400, "the request is longer than %d bytes".formatted(MAX_BYTES));
        }
        try {
            String id = candidates.insert(CandidateForm.read(json).attributes());
            return Answer.json(200, new Inserted("The candidate is inserted; the mail is on its way.", id));
        } catch (BadFormException e) {
            return Answer.error(400, e.problem());
        }
    }
}
