package assignmentmailer.mail;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** Keeps mails waiting for memory while those in flight need a share of the heap, so that large ones do not fill it. */
public final class MailRoom {
    /** How many bytes sending takes at its height for one that is attached: measured with 1 to 5 MB, see src/bench/README.md. */
    static final int COPIES = 12;

    /** The service by itself needs about 40 MB. */
    private static final int SHARE_OF_HEAP = 2;

    private static final String HELD = "mail.room";
    private static final int KILOBYTE = 1024;
    private static final long GLANCE_MS = 100;

    private final int kilobytes;

    /** Fair, so that a large mail is not overtaken for ever. */
    private final Semaphore free;

    /** @param bytes for all mails in flight together */
    MailRoom(long bytes) {
        this.kilobytes = (int) Math.min(Integer.MAX_VALUE, bytes / KILOBYTE);
        this.free = new Semaphore(kilobytes, true);
    }

    /** With half of the heap that this JVM may use. */
    public static MailRoom ofHeap() {
        return new MailRoom(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /**
     * Checks that there is room for one mail.
     *
     * @throws IllegalArgumentException when there is not; the message follows on the attachment's name
     */
    public void check(long attached) {
        if (kilobytes(attached) > kilobytes) {
            throw new IllegalArgumentException(
                    "needs a heap of %d MB, as sending takes %d times its size: raise -Xmx, or give a url instead"
                            .formatted(kilobytes(attached) * SHARE_OF_HEAP / KILOBYTE + 1, COPIES));
        }
    }

    /**
     * Returns when there is room for a mail's attachment, until the exchange ends.
     *
     * @throws RejectedExecutionException when the service stops meanwhile
     */
    public void await(Exchange exchange) throws InterruptedException {
        long attached = exchange.getProperty(MailComposer.ATTACHED, 0L, Long.class);
        // an exchange that is tried again in its place has kept its room
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
