package assignmentmailer.settings;

/** The format of a setting's value: validates and normalizes it. */
@FunctionalInterface
public interface SettingFormat {

    /**
     * Returns the value in the form that the service and Camel read.
     *
     * @param value a trimmed, non-empty value
     * @throws IllegalArgumentException when the value is invalid; the message completes a sentence that starts with the
     *     key, as in "must be a whole number", and omits the value, which may be private
     */
    String canonical(String value);
}
