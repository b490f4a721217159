package assignmentmailer.mail;

import freemarker.cache.TemplateLoader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads templates from files; keeps the last good version of a template whose change fails its trial. */
final class LastGoodTemplates implements TemplateLoader {
    private static final Logger LOG = LoggerFactory.getLogger(LastGoodTemplates.class);

    /** The time without writes after which a change is read: an editor may write a file in several steps. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path directory;
    private final TemplateTrial trial;
    private final InstantSource clock;
    private final Map<String, Version> good = new ConcurrentHashMap<>();
    private final Map<String, String> refused = new ConcurrentHashMap<>();

    LastGoodTemplates(Path directory, TemplateTrial trial, InstantSource clock) {
        this.directory = directory;
        this.trial = trial;
        this.clock = clock;
    }

    /** One version of a template, identified by its text. */
    private record Version(String name, String text) {}

    @Override
    public synchronized @Nullable Object findTemplateSource(String name) throws IOException {
        Version last = good.get(name);
        if (last == null) {
            return first(name);
        }
        try {
            change(last).ifPresent(changed -> good.put(name, changed));
        } catch (IOException unusable) {
            refuse(name, unusable);
        }
        return good.get(name);
    }

    private @Nullable Version first(String name) throws IOException {
        try {
            Version version = new Version(name, read(name));
            good.put(name, version);
            return version;
        } catch (NoSuchFileException | FileNotFoundException missing) {
            return null;
        }
    }

    private Optional<Version> change(Version last) throws IOException {
        Path file = directory.resolve(last.name());
        Duration age = Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
        if (!age.isNegative() && age.compareTo(SETTLED) < 0) {
            return Optional.empty();
        }
        Version now = new Version(last.name(), read(last.name()));
        if (now.equals(last)) {
            refused.remove(last.name());
            return Optional.empty();
        }
        trial.render(Templates.configuration(new With(now)));
        refused.remove(last.name());
        LOG.info("The template {} has changed: mails are rendered by the new version", last.name());
        return Optional.of(now);
    }

    private void refuse(String name, IOException unusable) {
        String why = unusable instanceof NoSuchFileException ? "it is missing" : unusable.getMessage();
        if (!why.equals(refused.put(name, why))) {
            LOG.error("The change of the template {} is refused, its last good version stays in use: {}", name, why);
        }
    }

    private String read(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(name));
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException malformed) {
            throw new IOException(name + " is not UTF-8: save it as UTF-8");
        }
    }

    @Override
    public long getLastModified(Object version) {
        return 0;
    }

    @Override
    public Reader getReader(Object version, String encoding) {
        return new StringReader(((Version) version).text());
    }

    @Override
    public void closeTemplateSource(Object version) {}

    /** All templates, with one of them changed. */
    private final class With implements TemplateLoader {
        private final Version changed;

        With(Version changed) {
            this.changed = changed;
        }

        @Override
        public @Nullable Object findTemplateSource(String name) throws IOException {
            if (name.equals(changed.name())) {
                return changed;
            }
            Version other = good.get(name);
            return other == null ? first(name) : other;
        }

        @Override
        public long getLastModified(Object version) {
            return 0;
        }

        @Override
        public Reader getReader(Object version, String encoding) {
            return LastGoodTemplates.this.getReader(version, encoding);
        }

        @Override
        public void closeTemplateSource(Object version) {}
    }
}
