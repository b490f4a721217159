package assignmentmailer.stream.reading;

/** Observes polls. */
public interface ReadingObserver {
    /** @param records the number of records in the page */
    void polled(int records);

    void pollFailed(String shardId, Throwable failure);
}
