package assignmentmailer.mailevents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateTagTest {
    private static final String TABLE = "candidates";

    @ParameterizedTest
    @ValueSource(strings = {"candidates/c-1", "candidates/ü/7", "candidates/sha256:0a", "candidates/a?>~b"})
    void returnsToTheLedgerKey(String key) {
        String tag = CandidateTag.of(key);

        assertThat(tag).matches("[A-Za-z0-9_-]{1,256}");
        assertThat(CandidateTag.ledgerKey(tag, TABLE)).contains(key);
    }

    /** DynamoDB's longest table name, and the ledger's longest primary key. */
    @Test
    void leavesOutATableWhoseNameIsTooLong() {
        String table = "t".repeat(255);
        String key = table + "/" + "k".repeat(128);

        String tag = CandidateTag.of(key);

        assertThat(tag).matches("[A-Za-z0-9_-]{1,256}");
        assertThat(CandidateTag.ledgerKey(tag, table)).contains(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"candidates-of-others/c-1", "c-1", "candidates"})
    void knowsNoMailOfAnotherTable(String key) {
        assertThat(CandidateTag.ledgerKey(CandidateTag.of("x/" + key).substring(3), TABLE))
                .isEmpty();
        assertThat(CandidateTag.ledgerKey("Yy0x", TABLE)).isEmpty();
    }

    @Test
    void knowsNoTagThatIsNoBase64() {
        assertThat(CandidateTag.ledgerKey("#", TABLE)).isEmpty();
    }
}
