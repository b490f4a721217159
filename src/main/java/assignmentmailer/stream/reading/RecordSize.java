package assignmentmailer.stream.reading;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Estimates the heap size of a record or an item, which exceeds its size on the wire. */
public final class RecordSize {
    /** The record, its stream record, its entries in queue and acknowledgement window. */
    private static final long RECORD = 600;

    private static final long ATTRIBUTE_VALUE = 96;
    private static final long ENTRY = 48;
    private static final long OBJECT = 56;
    /** Bytes per character of a string with any character beyond Latin-1. */
    private static final long CHARACTER = 2;

    private RecordSize() {}

    static long heapBytes(Record record) {
        return RECORD
                + heapBytes(record.dynamodb().keys())
                + heapBytes(record.dynamodb().newImage())
                + heapBytes(record.dynamodb().oldImage());
    }

    /** Estimates that of an item. */
    public static long heapBytes(Map<String, AttributeValue> map) {
        long bytes = 0;
        for (Map.Entry<String, AttributeValue> entry : map.entrySet()) {
            bytes += ENTRY + heapBytes(entry.getKey()) + heapBytes(entry.getValue());
        }
        return bytes;
    }

    private static long heapBytes(AttributeValue value) {
        long bytes = ATTRIBUTE_VALUE;
        switch (value.type()) {
            case S -> bytes += heapBytes(value.s());
            case N -> bytes += heapBytes(value.n());
            case B -> bytes += heapBytes(value.b());
            case SS -> bytes += strings(value.ss());
            case NS -> bytes += strings(value.ns());
            case BS -> {
                for (SdkBytes element : value.bs()) {
                    bytes += heapBytes(element);
                }
            }
            case M -> bytes += heapBytes(value.m());
            case L -> {
                for (AttributeValue element : value.l()) {
                    bytes += heapBytes(element);
                }
            }
            default -> bytes += OBJECT;
        }
        return bytes;
    }

    private static long strings(List<String> strings) {
        long bytes = 0;
        for (String string : strings) {
            bytes += heapBytes(string);
        }
        return bytes;
    }

    private static long heapBytes(String string) {
        return OBJECT + CHARACTER * string.length();
    }

    private static long heapBytes(SdkBytes bytes) {
        return OBJECT + bytes.asByteArrayUnsafe().length;
    }
}
