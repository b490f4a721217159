package assignmentmailer.mail;

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
    private static final int KILOBYTE = 1024;
    private static final long GLANCE_MS = 100;

    private final int kilobytes;

    /** Fair, so that small mails cannot overtake a large one forever. */
    private final Semaphore free;

    /** @param bytes the memory for all mails in flight together */
    MailRoom(long bytes) {
        this.kilobytes = (int) Math.min(Integer.MAX_VALUE, bytes / KILOBYTE);
        this.free = new Semaphore(kilobytes, true);
    }

    /** Returns a room of half of this JVM's maximum heap. */
    public static MailRoom ofHeap() {
        return new MailRoom(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
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
     * Waits for room for a mail's attachment, and reserves it until the exchange ends.
     *
     * @throws RejectedExecutionException when the service stops meanwhile
     */
    public void await(Exchange exchange) throws InterruptedException {
        long attached = exchange.getProperty(MailComposer.ATTACHED, 0L, Long.class);
        // a redelivered exchange still holds its room
        if (attached == 0 || exchange.getProperty(HELD) != null) {
            return;
        }
        int needed = (int) Math.min(kilobytes, kilobytes(attached));
        while (!free.tryAcquire(needed, GLANCE_MS, TimeUnit.MILLISECONDS)) {
            if (exchange.getContext().isStopping()) {
                throw new RejectedExecutionException("The service is stopping");
            }
        }
        exchange.setProperty(HELD, needed);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                free.release(needed);
            }
        });
    }

    private static long kilobytes(long attached) {
        return attached * COPIES / KILOBYTE;
    }
}
