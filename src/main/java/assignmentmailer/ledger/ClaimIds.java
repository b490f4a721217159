package assignmentmailer.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ids of the attempts that an entry knows, the latest last, by which an event of SES finds its attempt. At most
 * {@value #MOST} are kept; an attempt that certainly did not send the mail, so that SES reports nothing about it, gives
 * way first.
 */
public record ClaimIds(List<ClaimId> all) {
    public static final ClaimIds NONE = new ClaimIds(List.of());

    /** As many as the attempts that may have sent the mail without an operator's decision. */
    static final int MOST = 6;

    /** Of 64 values each: only the attempts of one candidate must differ, those of a deleted entry included. */
    private static final int CHARACTERS = 6;

    /** What the service itself knows of an attempt; its sign follows the id. */
    public enum Fate {
        /** In process, or it may have sent the mail. */
        OPEN(""),
        /** It certainly did not send the mail. */
        UNSENT("!"),
        /** SES took the mail, with a receipt. */
        TAKEN("+");

        private final String sign;

        Fate(String sign) {
            this.sign = sign;
        }
    }

    public record ClaimId(String id, Fate fate) {
        private String word() {
            return id + fate.sign;
        }

        private static ClaimId parse(String word) {
            for (Fate fate : List.of(Fate.UNSENT, Fate.TAKEN)) {
                if (word.endsWith(fate.sign)) {
                    return new ClaimId(word.substring(0, word.length() - 1), fate);
                }
            }
            return new ClaimId(word, Fate.OPEN);
        }
    }

    public ClaimIds {
        all = List.copyOf(all);
    }

    /** Returns an id that is random, as its owner is: the owner's process has a random id, and counts its claims. */
    static String idOf(String owner) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(owner.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(hash).substring(0, CHARACTERS);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    ClaimIds with(String id) {
        List<ClaimId> ids = new ArrayList<>(all);
        ids.add(new ClaimId(id, Fate.OPEN));
        if (ids.size() > MOST) {
            ids.remove(ids.stream()
                    .filter(claim -> claim.fate() == Fate.UNSENT)
                    .findFirst()
                    .orElse(ids.get(0)));
        }
        return new ClaimIds(ids);
    }

    /** Returns these ids with what has become known of the latest attempt. */
    ClaimIds withLatest(Fate fate) {
        if (all.isEmpty()) {
            return this;
        }
        List<ClaimId> ids = new ArrayList<>(all);
        ids.set(ids.size() - 1, new ClaimId(latest(), fate));
        return new ClaimIds(ids);
    }

    /** Returns these ids with one of an attempt with a receipt, which is among them or older than all. */
    ClaimIds withTaken(String id) {
        List<ClaimId> ids = new ArrayList<>(all);
        ClaimId taken = new ClaimId(id, Fate.TAKEN);
        if (contains(id)) {
            ids.set(rank(id), taken);
        } else {
            ids.add(0, taken);
        }
        return new ClaimIds(ids);
    }

    /** Returns the id of the latest attempt. */
    String latest() {
        return all.get(all.size() - 1).id();
    }

    boolean contains(String id) {
        return rank(id) >= 0;
    }

    /** Returns the place of an attempt among the known ones, the later the greater; -1 for an unknown one. */
    int rank(String id) {
        return all.stream().map(ClaimId::id).toList().indexOf(id);
    }

    /** Returns the place of the latest attempt with a receipt, -1 without one. */
    int latestTaken() {
        return all.stream()
                .filter(claim -> claim.fate() == Fate.TAKEN)
                .mapToInt(claim -> rank(claim.id()))
                .max()
                .orElse(-1);
    }

    /** Returns the ids as one attribute of the ledger's item. */
    String line() {
        return all.stream().map(ClaimId::word).collect(Collectors.joining(" "));
    }

    /** Reads a {@link #line()}. */
    static ClaimIds parse(String line) {
        return new ClaimIds(Stream.of(line.split(" "))
                .filter(word -> !word.isEmpty())
                .map(ClaimId::parse)
                .toList());
    }
}
