package assignmentmailer.settings;

/**
 * One setting that the service knows.
 *
 * @param key as in the file; {@code [i]} stands for any index
 * @param format how its value is written
 * @param required whether it must have a value
 */
public record Setting(String key, SettingFormat format, boolean required) {

    /** The setting's key with an index in the place of {@code [i]}. */
    String at(int index) {
        return key.replace("[i]", "[" + index + "]");
    }

    boolean isIndexed() {
        return key.contains("[i]");
    }

    /** Whether the key in a file is this setting's. */
    boolean isNamed(String fileKey) {
        return key.equals(isIndexed() ? SettingNames.withoutIndex(fileKey) : fileKey);
    }

    /** Whether the name in the environment is this setting's; names there are upper case. */
    boolean isVariable(String variable) {
        return SettingNames.inEnvironment(key)
                .equals(isIndexed() ? SettingNames.variableWithoutIndex(variable) : variable);
    }
}
