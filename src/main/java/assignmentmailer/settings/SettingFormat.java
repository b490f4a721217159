package assignmentmailer.settings;

/** How the value of a setting is written. */
@FunctionalInterface
public interface SettingFormat {

    /**
     * The value as the service and Camel read it.
     *
     * @param value without blanks around it, not empty
     * @throws IllegalArgumentException when it is none; the message follows on the key, as in "must be a whole number", and
     *     does not repeat the value, which may be private
     */
    String canonical(String value);
}
