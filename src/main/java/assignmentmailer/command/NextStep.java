package assignmentmailer.command;

/** What happens next with a candidate's mail; {@code routes/README.md} names it for each failure. */
enum NextStep {
    NOTHING_KNOWN("nothing known"),
    NOT_TRIED("not tried yet"),
    BAD_RECORD("bad record"),
    BEING_SENT("being sent"),
    MAILED("mailed"),
    ADOPTED("adopted"),
    BOUNCED("bounced"),
    HELD("held"),
    RETRIED("retried"),
    RESENT("resent"),
    ABANDONED("claim abandoned"),
    BECOMES_A_DEAD_LETTER("becomes a dead letter"),
    DEAD_LETTER("dead letter"),
    REPLAYED("replayed"),
    ERASED("erased"),
    UNREADABLE_ENTRY("entry unreadable");

    private final String words;

    NextStep(String words) {
        this.words = words;
    }

    /** Returns the words with which the explanation's last line begins. */
    String words() {
        return words;
    }
}
