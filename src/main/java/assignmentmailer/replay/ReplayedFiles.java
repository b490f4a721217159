package assignmentmailer.replay;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileOperationFailedException;
import org.apache.camel.component.file.GenericFileOperations;
import org.apache.camel.component.file.strategy.GenericFileDeleteProcessStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes a file whose exchange succeeded, unless another one has its name by now: an operator may have moved it there,
 * or written to it, while the previous one was in process.
 */
public final class ReplayedFiles extends GenericFileDeleteProcessStrategy<File> {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayedFiles.class);
    private static final String VERSION = "replayedVersion";

    private final ReplaySchedule schedule;

    /** @param schedule hides a file that cannot be deleted */
    public ReplayedFiles(ReplaySchedule schedule) {
        this.schedule = schedule;
    }

    @Override
    public boolean begin(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file)
            throws Exception {
        Optional<Version> version = Version.of(file);
        version.ifPresent(found -> exchange.setProperty(VERSION, found));
        return version.isPresent() && super.begin(operations, endpoint, exchange, file);
    }

    @Override
    public void commit(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file)
            throws Exception {
        Optional<Version> now = Version.of(file);
        if (now.isPresent() && !now.get().equals(exchange.getProperty(VERSION, Version.class))) {
            LOG.info(
                    "A file was replaced in the replay folder while the previous one was in process; it is read as well");
            return;
        }
        try {
            super.commit(operations, endpoint, exchange, file);
        } catch (GenericFileOperationFailedException notDeleted) {
            schedule.postpone(file.getAbsoluteFilePath());
            throw notDeleted;
        }
    }

    /** What distinguishes a file from a later one of the same name; the key is null where the file system has none. */
    private record Version(@Nullable Object key, FileTime modified, long size) {
        /** Returns the version of the file that is there now, empty when none is. */
        static Optional<Version> of(GenericFile<File> file) throws IOException {
            try {
                BasicFileAttributes attributes =
                        Files.readAttributes(Path.of(file.getAbsoluteFilePath()), BasicFileAttributes.class);
                return Optional.of(new Version(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size()));
            } catch (NoSuchFileException gone) {
                return Optional.empty();
            }
        }
    }
}
