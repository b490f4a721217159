package assignmentmailer.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Serves the dead letters in the service's folder as JSON, and moves one to the replay folder. */
final class DeadLetters {
    /** The most letters in a list: a browser asks for it every other second. */
    private static final int MOST_LISTED = 100;

    /** Files that are still being written, which the replay passes over as well. */
    private static final Pattern UNFINISHED = Pattern.compile("\\..*|.*(~|[.]part|[.]tmp)");

    private final Supplier<Optional<Path>> folder;
    private final Supplier<Optional<Path>> replayFolder;

    /**
     * The newest letters.
     *
     * @param total how many there are, listed or not
     */
    record Listed(int total, List<LetterView.Summary> letters) {}

    private record LetterFile(Path path, long writtenAt, boolean isReplaying) {
        String name() {
            return path.getFileName().toString();
        }

        LetterView view() throws IOException {
            return LetterView.of(name(), writtenAt, isReplaying, Files.readAllBytes(path));
        }
    }

    /**
     * @param folder where the service keeps dead letters, empty when in no folder or not known yet
     * @param replayFolder from where the service replays dead letters, empty when it does not
     */
    DeadLetters(Supplier<Optional<Path>> folder, Supplier<Optional<Path>> replayFolder) {
        this.folder = folder;
        this.replayFolder = replayFolder;
    }

    /** Returns a summary of the newest letters, newest first, those included that wait in the replay folder. */
    Answer list() throws IOException {
        List<LetterFile> files = files();
        List<LetterView.Summary> letters = new ArrayList<>();
        for (LetterFile file : files.subList(0, Math.min(files.size(), MOST_LISTED))) {
            try {
                letters.add(file.view().summary());
            } catch (NoSuchFileException mailedMeanwhile) {
                // is no letter any more
            }
        }
        return Answer.json(200, new Listed(files.size(), letters));
    }

    Answer letter(String name) throws IOException {
        try {
            Optional<LetterFile> file = find(name);
            return file.isPresent() ? Answer.json(200, file.get().view()) : missing();
        } catch (NoSuchFileException mailedMeanwhile) {
            return missing();
        }
    }

    /** Moves a letter to the replay folder, as {@code mv} does. */
    Answer replay(String name) throws IOException {
        Optional<LetterFile> file = find(name);
        Optional<Path> target = replayFolder.get();
        if (file.isEmpty()) {
            return missing();
        }
        if (target.isEmpty()) {
            return Answer.error(409, "the service replays no dead letters: replay.enabled is false");
        }
        if (!file.get().isReplaying()) {
            try {
                Files.move(file.get().path(), target.get().resolve(file.get().name()), StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException movedMeanwhile) {
                return missing();
            }
        }
        return Answer.json(200, Map.of("message", "The letter is in the replay folder; its outcome is in the log."));
    }

    private static Answer missing() {
        return Answer.error(404, "there is no such dead letter");
    }

    /** Finds a letter among those that exist, so that no name leads out of the folders. */
    private Optional<LetterFile> find(String name) throws IOException {
        return files().stream().filter(file -> file.name().equals(name)).findAny();
    }

    /** Returns the files of both folders, newest first; of two with the same name the one that is not being replayed. */
    private List<LetterFile> files() throws IOException {
        Map<String, LetterFile> files = new LinkedHashMap<>();
        for (LetterFile file : files(replayFolder.get(), true)) {
            files.put(file.name(), file);
        }
        for (LetterFile file : files(folder.get(), false)) {
            files.put(file.name(), file);
        }
        return files.values().stream()
                .sorted(Comparator.comparing(LetterFile::writtenAt).reversed())
                .toList();
    }

    private static List<LetterFile> files(Optional<Path> folder, boolean isReplaying) throws IOException {
        if (folder.isEmpty() || Files.notExists(folder.get())) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder.get())) {
            return paths.filter(DeadLetters::isFinished)
                    .map(path -> new LetterFile(path, path.toFile().lastModified(), isReplaying))
                    .toList();
        }
    }

    private static boolean isFinished(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && !UNFINISHED.matcher(path.getFileName().toString()).matches();
    }
}
