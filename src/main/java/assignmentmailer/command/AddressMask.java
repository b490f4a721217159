package assignmentmailer.command;

import assignmentmailer.candidate.EmailAddress;

/** Masks an e-mail address: the first letter and the domain remain, by which an operator recognizes a mistyped one. */
final class AddressMask {
    private AddressMask() {}

    static String of(EmailAddress address, boolean isShown) {
        String whole = address.value();
        return isShown ? whole : whole.charAt(0) + "***" + whole.substring(whole.lastIndexOf('@'));
    }
}
