package assignmentmailer.local;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Sample candidates for the first start, with names that are often mangled, and one who cannot be mailed. */
final class SampleCandidates {
    private SampleCandidates() {}

    static void insertInto(CandidatesTable candidates) {
        candidates.insert("José García", "jose@example.com", "java", "3");
        candidates.insert("王小明", "xiaoming@example.com", "kotlin, camel", "6.5");
        candidates.insert("Siobhán O'Brien", "siobhan@example.com", "aws", "5");
        candidates.insert("<b>Bob</b>", "bob@example.com", "html", "0");
        candidates.insert(Map.of(
                "email", AttributeValue.fromS("nameless@example.com"),
                "skills", AttributeValue.fromS("java"),
                "experience", AttributeValue.fromN("12")));
        candidates.insert("Edsger Dijkstra", "edsger at example.com", "proofs", "20");
    }
}
