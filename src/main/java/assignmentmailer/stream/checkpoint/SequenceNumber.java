package assignmentmailer.stream.checkpoint;

import java.math.BigInteger;

/**
 * The place of a record in its shard.
 *
 * <p>Compared as a number, since its digits vary in count: <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html">21 to 40</a>.
 *
 * @param text as DynamoDB writes it, which is the only form that it takes back
 */
public record SequenceNumber(String text) implements Comparable<SequenceNumber> {
    private static final int MOST_DIGITS = 40;

    public SequenceNumber {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("Not a sequence number: " + text);
        }
    }

    /** Returns a form whose order as text is its order as a number. */
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
