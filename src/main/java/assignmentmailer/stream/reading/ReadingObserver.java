package assignmentmailer.stream.reading;

/** Is told what the readers do. */
public interface ReadingObserver {
    /** @param records how many records a poll brought */
    void polled(int records);

    void pollFailed(String shardId, Throwable failure);
}
