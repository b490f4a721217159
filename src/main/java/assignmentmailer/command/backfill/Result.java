package assignmentmailer.command.backfill;

/** What became of a candidate whom a command was to mail or to adopt. */
public enum Result {
    MAILED("mailed", "mailed"),
    ADOPTED("adopted", "adopted"),
    /** Another process has mailed the candidate, or noted something in the ledger, since the scan. */
    PASSED_OVER("passed over", "passedOver"),
    /** Another process is mailing the candidate, or has tried to since the scan. */
    LEFT("left", "left"),
    FAILED("failed", "failed"),
    /** The item is no candidate any more. */
    BAD("bad", "bad"),
    /** The table has no such item any more, or the condition leaves it out now. */
    GONE("gone", "gone");

    private final String words;
    private final String member;

    Result(String words, String member) {
        this.words = words;
        this.member = member;
    }

    /** Returns the words for people. */
    public String words() {
        return words;
    }

    /** Returns the name in JSON. */
    public String member() {
        return member;
    }
}
