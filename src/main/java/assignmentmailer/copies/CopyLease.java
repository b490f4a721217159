package assignmentmailer.copies;

/**
 * What a copy of the service announces to the others: that it sends, and how fast at most. The others see it alive while
 * the number of its renewals changes.
 *
 * @param renewals the number of times that the copy has announced itself
 * @param perSecond the most mails per second that it sends from its next renewal on
 */
record CopyLease(long renewals, double perSecond) {}
