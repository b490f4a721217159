package assignmentmailer.ledger;

import assignmentmailer.state.StateTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Stores each ledger entry as one item of the state table, without expiry: the entries are the permanent record of
 * mails.
 */
final class StateTableStore implements EntryStore {
    private static final String STATUS = "status";
    private static final String OWNER = "owner";
    private static final String TOKEN = "token";
    private static final String LEASE_MS = "leaseMs";
    private static final String AT = "at";
    private static final String MAYBE_SENT = "maybeSent";
    private static final String COUNTED = "counted";
    private static final String ATTEMPTS = "attempts";
    private static final String KEPT = "kept";
    private static final String RULE = "rule";
    private static final String URL = "url";
    private static final String MESSAGE_ID = "messageId";
    private static final String BEFORE = "before";
    private static final String CLAIMS = "claims";
    private static final String EVENTS = "events";

    /** A key that no candidate has: their keys begin with a table's name and a slash. */
    private static final String NOBODY = "nobody";

    private static final String SOMETHING_THERE = "attribute_exists(id)";
    private static final String NOTHING_THERE = "attribute_not_exists(id)";

    private static final String UNCHANGED = "#status = :status AND #owner = :owner AND #token = :token";
    private static final Map<String, String> IDENTITY = Map.of("#status", STATUS, "#owner", OWNER, "#token", TOKEN);

    private static final String SAME_EVENTS = " AND #events = :events";
    private static final String NO_EVENTS = " AND attribute_not_exists(#events)";

    /** The attributes that a write removes where an entry has none. */
    private static final List<String> OPTIONAL = List.of(RULE, URL, MESSAGE_ID, CLAIMS, BEFORE);

    private final StateTable table;
    private final String prefix;

    /** @param prefix the prefix of all ids, so that other data can share the table */
    StateTableStore(StateTable table, String prefix) {
        this.table = table;
        this.prefix = prefix;
    }

    @Override
    public Optional<LedgerEntry> replace(String key, Optional<LedgerEntry> expected, LedgerEntry next) {
        String id = prefix + key;
        try {
            Optional<LedgerEntry> before = expected;
            while (!write(id, before, next)) {
                Map<String, AttributeValue> found = table.read(id);
                if (!found.isEmpty()) {
                    return Optional.of(entry(found)).filter(entry -> !entry.is(next));
                }
                // an operator deleted it, to have the candidate mailed again
                before = Optional.empty();
            }
            return Optional.empty();
        } catch (AwsServiceException answer) {
            throw isAboutTheItem(answer) && takesAnother(next)
                    ? new LedgerRefusedException(answer)
                    : new LedgerUnavailableException(answer);
        } catch (LedgerRefusedException unreadable) {
            throw unreadable;
        } catch (RuntimeException failure) {
            throw new LedgerUnavailableException(failure);
        }
    }

    /** The first entry of a key has no events to keep; DynamoDB bills both writes alike. */
    private boolean write(String id, Optional<LedgerEntry> before, LedgerEntry next) {
        return before.map(expected -> table.update(id, update -> update(update, expected, next)))
                .orElseGet(() -> table.put(put -> put.item(item(id, next)).conditionExpression(NOTHING_THERE)));
    }

    @Override
    public Optional<LedgerEntry> note(String key, LedgerEntry expected, LedgerEntry next) {
        String id = prefix + key;
        try {
            if (table.update(id, update -> note(update, expected, next))) {
                return Optional.empty();
            }
            return find(key).filter(entry -> !entry.equals(next));
        } catch (LedgerRefusedException | LedgerUnavailableException known) {
            throw known;
        } catch (RuntimeException failure) {
            throw new LedgerUnavailableException(failure);
        }
    }

    @Override
    public Optional<LedgerEntry> find(String key) {
        try {
            return Optional.of(table.read(prefix + key))
                    .filter(item -> !item.isEmpty())
                    .map(StateTableStore::entry);
        } catch (LedgerRefusedException unreadable) {
            throw unreadable;
        } catch (RuntimeException failure) {
            throw new LedgerUnavailableException(failure);
        }
    }

    private static boolean isAboutTheItem(AwsServiceException answer) {
        return answer.awsErrorDetails() != null
                && "ValidationException".equals(answer.awsErrorDetails().errorCode());
    }

    /** Returns whether the table would accept another candidate's entry; writes none. */
    private boolean takesAnother(LedgerEntry refused) {
        LedgerEntry plain = LedgerEntry.claim(Optional.empty(), refused.owner(), refused.at(), refused.lease());
        try {
            table.put(put -> put.item(item(prefix + NOBODY, plain)).conditionExpression(SOMETHING_THERE));
            return true;
        } catch (RuntimeException refusedToo) {
            return false;
        }
    }

    private static void update(UpdateItemRequest.Builder update, LedgerEntry expected, LedgerEntry next) {
        Changes changes = new Changes(expected);
        changes.set(next);
        changes.addTo(
                update, next.status() == LedgerStatus.CLAIMED ? UNCHANGED + changes.sameEvents(expected) : UNCHANGED);
    }

    private static void note(UpdateItemRequest.Builder update, LedgerEntry expected, LedgerEntry next) {
        Changes changes = new Changes(expected);
        if (!next.is(expected)) {
            changes.set(next);
        }
        changes.set(EVENTS, lines(next.events()));
        changes.addTo(update, UNCHANGED + changes.sameEvents(expected));
    }

    /** The expressions of one update. */
    private static final class Changes {
        private final Map<String, String> names = new HashMap<>(IDENTITY);
        private final Map<String, AttributeValue> values;
        private final List<String> set = new ArrayList<>();
        private final List<String> remove = new ArrayList<>();

        Changes(LedgerEntry expected) {
            values = new HashMap<>(Map.of(
                    ":status", string(expected.status().name()),
                    ":owner", string(expected.owner()),
                    ":token", number(expected.token())));
        }

        void set(LedgerEntry next) {
            Map<String, AttributeValue> attributes = attributes(next);
            attributes.forEach(this::set);
            OPTIONAL.stream().filter(name -> !attributes.containsKey(name)).forEach(this::remove);
        }

        void set(String name, AttributeValue value) {
            set.add("#" + name + " = :new" + name);
            names.put("#" + name, name);
            values.put(":new" + name, value);
        }

        private void remove(String name) {
            remove.add("#" + name);
            names.put("#" + name, name);
        }

        /** Returns the condition that the stored events are those of an entry. */
        String sameEvents(LedgerEntry expected) {
            names.put("#events", EVENTS);
            if (expected.events().isEmpty()) {
                return NO_EVENTS;
            }
            values.put(":events", lines(expected.events()));
            return SAME_EVENTS;
        }

        void addTo(UpdateItemRequest.Builder update, String condition) {
            update.updateExpression("SET " + String.join(", ", set)
                            + (remove.isEmpty() ? "" : " REMOVE " + String.join(", ", remove)))
                    .conditionExpression(condition)
                    .expressionAttributeNames(names)
                    .expressionAttributeValues(values);
        }
    }

    private static Map<String, AttributeValue> item(String id, LedgerEntry entry) {
        Map<String, AttributeValue> item = attributes(entry);
        item.put(StateTable.ID, string(id));
        return item;
    }

    /** Returns all attributes of an entry but its id and its events. */
    private static Map<String, AttributeValue> attributes(LedgerEntry entry) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(STATUS, string(entry.status().name()));
        item.put(OWNER, string(entry.owner()));
        item.put(TOKEN, number(entry.token()));
        item.put(LEASE_MS, number(entry.lease().toMillis()));
        item.put(AT, string(entry.at().toString()));
        item.put(MAYBE_SENT, number(entry.maybeSent()));
        item.put(COUNTED, number(entry.counted()));
        item.put(ATTEMPTS, number(entry.attempts()));
        item.put(
                KEPT,
                AttributeValue.fromL(entry.kept().stream()
                        .map(Attempt::line)
                        .map(StateTableStore::string)
                        .toList()));
        if (!entry.claims().all().isEmpty()) {
            item.put(CLAIMS, string(entry.claims().line()));
        }
        entry.facts().rule().ifPresent(rule -> item.put(RULE, string(rule)));
        entry.facts().url().ifPresent(url -> item.put(URL, string(url)));
        entry.facts().messageId().ifPresent(messageId -> item.put(MESSAGE_ID, string(messageId)));
        entry.before().ifPresent(before -> item.put(BEFORE, string(before.line())));
        return item;
    }

    private static AttributeValue lines(MailEvents events) {
        return AttributeValue.fromL(events.all().stream()
                .map(MailEvent::line)
                .map(StateTableStore::string)
                .toList());
    }

    /** An entry that was changed by hand, for example. */
    static LedgerEntry entry(Map<String, AttributeValue> item) {
        try {
            return read(item);
        } catch (RuntimeException unreadable) {
            throw new LedgerRefusedException(unreadable);
        }
    }

    private static LedgerEntry read(Map<String, AttributeValue> item) {
        List<Attempt> kept = item.get(KEPT).l().stream()
                .map(AttributeValue::s)
                .map(Attempt::parse)
                .toList();
        return new LedgerEntry(
                LedgerStatus.valueOf(item.get(STATUS).s()),
                item.get(OWNER).s(),
                integer(item, TOKEN),
                Duration.ofMillis(integer(item, LEASE_MS)),
                Instant.parse(item.get(AT).s()),
                (int) integer(item, MAYBE_SENT),
                (int) integer(item, COUNTED),
                (int) integer(item, ATTEMPTS),
                kept,
                new MailFacts(text(item, RULE), text(item, URL), text(item, MESSAGE_ID)),
                ClaimIds.parse(text(item, CLAIMS).orElse("")),
                events(item),
                text(item, BEFORE).map(MailedBefore::parse));
    }

    private static MailEvents events(Map<String, AttributeValue> item) {
        AttributeValue events = item.get(EVENTS);
        if (events == null) {
            return MailEvents.NONE;
        }
        MailEvents read = new MailEvents(
                events.l().stream().map(AttributeValue::s).map(MailEvent::parse).toList());
        // no write that is conditional on them would ever succeed
        if (!lines(read).equals(events)) {
            throw new IllegalArgumentException("its events are not as this service writes them");
        }
        return read;
    }

    private static Optional<String> text(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::s);
    }

    private static long integer(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(item.get(name).n());
    }

    private static AttributeValue string(String value) {
        return AttributeValue.fromS(value);
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }
}
