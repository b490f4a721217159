package assignmentmailer.mail.account;

import java.util.Optional;

/** This copy's share of the account's send rate, where several copies of the service send at the same time. */
public interface SendShare {
    /** The share of a service without other copies. */
    SendShare WHOLE = new SendShare() {
        @Override
        public Optional<Part> of(double perSecond) {
            return Optional.of(new Part(perSecond, 0, 1));
        }

        @Override
        public int copies() {
            return 1;
        }
    };

    /**
     * Asks for a share, because a mail wants to be sent. Does not block: the share is empty until the others' are known,
     * shortly after the first call.
     *
     * @param perSecond the account's mails per second
     */
    Optional<Part> of(double perSecond);

    /** Returns the number of copies among which the account was last shared, this one included. */
    int copies();

    /**
     * One copy's part of the send rate.
     *
     * @param perSecond the mails per second of this copy
     * @param position the rank of this copy among all, from 0
     * @param copies the number of copies that share the rate, this one included
     */
    record Part(double perSecond, int position, int copies) {}
}
