package assignmentmailer.command.backfill;

/** How it stands with one item of the candidates' table. */
public enum Standing {
    /** The ledger has no entry: no mail was ever tried. */
    NEVER_MAILED("never mailed", "neverMailed"),
    /** SES took the mail. */
    SENT("sent", "sent"),
    /** The candidate was handled elsewhere, before an adoption. */
    ADOPTED("adopted", "adopted"),
    /** No attempt has sent the mail, and none follows: there is a dead letter. */
    FAILED("failed", "failed"),
    /** The mail is being sent, or may have been sent; or the ledger's item is no entry. */
    UNCERTAIN("uncertain", "uncertain"),
    /** The item is no candidate. */
    BAD("bad", "bad"),
    /** No attempt has sent the mail, and another follows, unless the command that tried it has ended. */
    WAITING("waiting", "waiting"),
    /** The condition cannot be evaluated for this candidate. */
    UNDECIDED("undecided", "undecided"),
    /** The condition leaves the candidate out. */
    LEFT_OUT("left out", "leftOut");

    private final String words;
    private final String member;

    Standing(String words, String member) {
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
