package assignmentmailer.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A bucket with a few assignments, to try links and attachments with. */
final class SampleAssignments {
    static final String BUCKET = "assignments";

    private SampleAssignments() {}

    static void putInto(LocalS3 s3) {
        List.of("java", "go", "other").forEach(name -> s3.put(BUCKET, name + ".zip", zip(name)));
    }

    private static byte[] zip(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name + "/README.md"));
            zip.write("# The %s assignment%n%nA sample of the local run.%n"
                    .formatted(name)
                    .getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }
}
