package assignmentmailer.candidate;

import assignmentmailer.JmhDefaults;
import assignmentmailer.ChangeRecords;
import org.openjdk.jmh.annotations.Benchmark;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Reading a candidate from a record. */
public class CandidateReaderBenchmark extends JmhDefaults {
    private final CandidateReader reader = new CandidateReader(ChangeRecords.ATTRIBUTES, true);
    private final Record record = ChangeRecords.insert(ChangeRecords.image());

    @Benchmark
    public Candidate recordToCandidate() throws BadRecordException {
        return reader.read(record);
    }
}
