package assignmentmailer.settings;

/**
 * A known setting.
 *
 * @param key the key in the file; {@code [i]} stands for any index
 * @param format the format of the value
 * @param required whether a value is mandatory
 */
public record Setting(String key, SettingFormat format, boolean required) {

    /** Returns the key with an index in place of {@code [i]}. */
    String at(int index) {
        return key.replace("[i]", "[" + index + "]");
    }

    boolean isIndexed() {
        return key.contains("[i]");
    }

    /** Returns whether a key in the file is this setting's. */
    boolean isNamed(String fileKey) {
        return key.equals(isIndexed() ? SettingNames.withoutIndex(fileKey) : fileKey);
    }

    /** Returns whether an environment variable, in upper case, is this setting's. */
    boolean isVariable(String variable) {
        return SettingNames.inEnvironment(key)
                .equals(isIndexed() ? SettingNames.variableWithoutIndex(variable) : variable);
    }
}
