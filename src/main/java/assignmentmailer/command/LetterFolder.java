package assignmentmailer.command;

import assignmentmailer.command.Letters.Letter;
import assignmentmailer.ledger.RecordKey;
import assignmentmailer.mail.Redaction;
import assignmentmailer.record.RecordDocuments;
import assignmentmailer.record.UnreadableRecordException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Searches the folder of dead letters, and its subfolder for replays. */
public final class LetterFolder implements LetterSearch {
    private static final String ENDING = ".json";

    private final Path folder;
    private final Path replay;
    private final RecordKey keys;

    /** @param replay the subfolder whose letters are replayed */
    public LetterFolder(Path folder, Path replay, RecordKey keys) {
        this.folder = folder;
        this.replay = replay;
        this.keys = keys;
    }

    @Override
    public Letters find(Record wanted) {
        try {
            Optional<Letter> waiting = newest(replay, wanted, true);
            return new Letters(folder.toString(), true, waiting.isPresent() ? waiting : newest(folder, wanted, false));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the folder " + folder + " cannot be read: grant read access", unreadable);
        }
    }

    private Optional<Letter> newest(Path from, Record wanted, boolean isToBeReplayed) throws IOException {
        if (Files.notExists(from)) {
            return Optional.empty();
        }
        List<String> needles = wanted.dynamodb().keys().values().stream()
                .map(LetterFolder::asInJson)
                .toList();
        Optional<Letter> newest = Optional.empty();
        for (Path file : files(from)) {
            Optional<Letter> letter = read(file)
                    .filter(text -> needles.stream().allMatch(text::contains))
                    .flatMap(text -> letter(file, text, wanted, isToBeReplayed));
            newest = Stream.concat(newest.stream(), letter.stream()).max(Comparator.comparing(Letter::at));
        }
        return newest;
    }

    private static List<Path> files(Path from) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            return files.filter(file -> file.toString().endsWith(ENDING)).toList();
        }
    }

    /** The service may move or delete a letter meanwhile. */
    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException moved) {
            return Optional.empty();
        }
    }

    /** Most letters are of others: their text does not even contain the key. */
    private static String asInJson(AttributeValue key) {
        String text = key.s() != null
                ? key.s()
                : key.n() != null
                        ? key.n()
                        : Base64.getEncoder().encodeToString(key.b().asByteArray());
        return String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private Optional<Letter> letter(Path file, String text, Record wanted, boolean isToBeReplayed) {
        try {
            String key = keys.of(RecordDocuments.onlyRecord(text));
            JsonNode letter = Json.tree(text);
            return Optional.of(new Letter(
                            file.toString(),
                            letter.path("reason").asText("(no dead letter of this service)"),
                            Redaction.of(letter.path("errorMessage").asText("")),
                            letter.path("attempts").asInt(1),
                            letter.path("lastFailureTime").asText(""),
                            isToBeReplayed))
                    .filter(found -> key != null && key.equals(keys.of(wanted)));
        } catch (UnreadableRecordException | JsonProcessingException noRecord) {
            // A text that contains the key, but no change record, is no letter of the candidate.
            return Optional.empty();
        }
    }
}
