package assignmentmailer.stream.reading;

import java.time.Duration;

/**
 * For how long the same answer has come again and again, which says more than one answer twice: an answer may lag, and between
 * two of them the machine may have slept or the network been down. Used by one thread at a time.
 */
final class Streak {
    private boolean running;
    private long first;
    private long last;

    /**
     * Notes the answer once more.
     *
     * @param nanos when it was asked for
     * @param longestPause how far apart two answers may be and still belong together
     * @return whether the answer belongs to those before
     */
    boolean goOn(long nanos, Duration longestPause) {
        boolean goesOn = running && nanos - last < longestPause.toNanos();
        if (!goesOn) {
            first = nanos;
        }
        running = true;
        last = nanos;
        return goesOn;
    }

    /** Notes another answer, or none. */
    void end() {
        running = false;
    }

    /** Returns the time from the first to the last of the answers that belong together. */
    Duration length() {
        return running ? Duration.ofNanos(last - first) : Duration.ZERO;
    }
}
