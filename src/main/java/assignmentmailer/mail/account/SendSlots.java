package assignmentmailer.mail.account;

/**
 * The times at which one of several copies may send: every n-th slot of a grid on the wall clock, which all copies
 * compute alike, so that their turns never coincide. Copies whose clocks differ have another grid, and may refuse each
 * other's turns by chance, but none has more turns than its share.
 *
 * @param length the nanoseconds of a slot: the interval of all copies' mails
 * @param position the rank of this copy, from 0
 * @param copies the number of copies
 * @param wallOffset the nanoseconds to add to the monotonic clock for the wall clock
 */
record SendSlots(long length, int position, int copies, long wallOffset) {
    /** The slots of an only copy: any time. */
    static final SendSlots ANY = new SendSlots(1, 0, 1, 0);

    /** Returns the nanoseconds between two slots of this copy. */
    long period() {
        return length * copies;
    }

    /** Returns the begin of this copy's first slot at or after a time of the monotonic clock. */
    long next(long at) {
        return at + Math.floorMod(length * position - (at + wallOffset), period());
    }
}
