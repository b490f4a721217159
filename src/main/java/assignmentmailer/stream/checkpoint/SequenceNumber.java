package assignmentmailer.stream.checkpoint;

import java.math.BigInteger;

/**
 * The position of a record in its shard.
 *
 * <p>Compared as a number, since the number of digits varies: <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html">21 to 40</a>.
 *
 * @param text the original text, the only form that DynamoDB accepts
 */
public record SequenceNumber(String text) implements Comparable<SequenceNumber> {
    private static final int MOST_DIGITS = 40;

    public SequenceNumber {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("Not a sequence number: " + text);
        }
    }

    /** Returns a form whose text order equals its numeric order. */
    String sortable() {
        return "0".repeat(Math.max(0, MOST_DIGITS - text.length())) + text;
    }

    public boolean isAfter(SequenceNumber other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(SequenceNumber other) {
        return new BigInteger(text).compareTo(new BigInteger(other.text));
    }

    @Override
    public String toString() {
        return text;
    }
}
