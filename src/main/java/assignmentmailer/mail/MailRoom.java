package assignmentmailer.mail;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.assignment.AttachedFile;
import assignmentmailer.attachment.Attachment;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** Bounds the memory for attachments of mails in flight: a mail waits here until there is room for its own. */
public final class MailRoom {
    /** Peak heap per byte attached, measured for 1 to 5 MB: see src/bench/README.md. */
    static final int COPIES = 12;

    /** The share of the heap for attachments; the service itself needs about 40 MB. */
    private static final int SHARE_OF_HEAP = 2;

    private static final String HELD = "mail.room";
    private static final String ATTACHMENT = "mail.attachment";
    private static final int KILOBYTE = 1024;
    private static final long GLANCE_MS = 100;

    private final int kilobytes;
    private final AttachmentLookup attachments;

    /** Fair, so that small mails cannot overtake a large one forever. */
    private final Semaphore free;

    /** @param bytes the memory for all mails in flight together */
    MailRoom(long bytes, AttachmentLookup attachments) {
        this.attachments = attachments;
        this.kilobytes = (int) Math.min(Integer.MAX_VALUE, bytes / KILOBYTE);
        this.free = new Semaphore(kilobytes, true);
    }

    /** Returns a room of half of this JVM's maximum heap. */
    public static MailRoom ofHeap(AttachmentLookup attachments) {
        return new MailRoom(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, attachments);
    }

    /**
     * Checks that there is room for one mail.
     *
     * @throws IllegalArgumentException when there is not; the message continues after the attachment's name
     */
    public void check(long attached) {
        if (kilobytes(attached) > kilobytes) {
            throw new IllegalArgumentException(
                    "needs a heap of %d MB, since sending takes %d times its size: raise -Xmx, or set a url instead"
                            .formatted(kilobytes(attached) * SHARE_OF_HEAP / KILOBYTE + 1, COPIES));
        }
    }

    /**
     * Waits for room for the attachment of an exchange's assignment, and reserves it until the exchange ends.
     *
     * @throws IOException when no copy of the attachment has ever been read
     * @throws RejectedExecutionException when the service stops meanwhile
     */
    public void await(Exchange exchange) throws IOException, InterruptedException {
        AttachedFile file = exchange.getMessage().getBody(Assignment.class).attachment();
        if (file != null) {
            Attachment attachment = attachments.find(file);
            reserve(exchange, attachment.content().length);
            exchange.setProperty(ATTACHMENT, attachment);
        }
    }

    /** Returns the attachment for which an exchange has reserved room; waits for room where its route does not. */
    Attachment attachment(Exchange exchange) throws IOException, InterruptedException {
        if (exchange.getProperty(ATTACHMENT) == null) {
            await(exchange);
        }
        return exchange.getProperty(ATTACHMENT, Attachment.class);
    }

    private void reserve(Exchange exchange, long attached) throws InterruptedException {
        int needed = (int) Math.min(kilobytes, kilobytes(attached));
        Integer held = exchange.getProperty(HELD, Integer.class);
        if (held == null) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    release(done);
                }
            });
        } else if (held == needed) {
            // a mail that is retried in its place still holds its room
            return;
        }
        release(exchange);
        while (!free.tryAcquire(needed, GLANCE_MS, TimeUnit.MILLISECONDS)) {
            if (exchange.getContext().isStopping()) {
                throw new RejectedExecutionException("The service is stopping");
            }
        }
        exchange.setProperty(HELD, needed);
    }

    private void release(Exchange exchange) {
        free.release(exchange.getProperty(HELD, 0, Integer.class));
        exchange.setProperty(HELD, 0);
    }

    private static long kilobytes(long attached) {
        return attached * COPIES / KILOBYTE;
    }
}
