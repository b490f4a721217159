package assignmentmailer.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds misspelled setting names, whose values would otherwise be ignored. */
final class MistypedNames {
    /**
     * The variables that Kubernetes sets for each service of the namespace (Kubernetes documentation, "Environment
     * variables").
     */
    private static final Pattern SERVICE_LINK = Pattern.compile(".*(_SERVICE_.*|_PORT|_PORT_.*)");

    /** Jakarta Mail's own properties, by the documentation of the package jakarta.mail and of its providers. */
    private static final Pattern JAKARTA_MAIL = Pattern.compile(
            "mail\\.(host|user|debug.*|alternates|store\\..*|transport\\..*|mime\\..*|event\\..*|imaps?\\..*|pop3s?\\..*|smtps?\\..*)");

    private final List<Setting> known;
    private final List<String> keys;
    private final List<String> prefixes;

    MistypedNames(List<Setting> known) {
        this.known = known;
        this.keys = known.stream().map(Setting::key).toList();
        this.prefixes = keys.stream().map(MistypedNames::prefix).distinct().toList();
    }

    List<String> in(SettingSources sources) {
        List<String> problems = new ArrayList<>();
        sources.file().values().keySet().stream()
                .filter(key -> !isKnown(key) && !key.startsWith("camel."))
                .flatMap(key -> suggestion(key)
                        .map(ours -> sources.file().name() + ": " + key + " is no setting: did you mean " + ours + "?"))
                .forEach(problems::add);
        sources.environment().keySet().stream()
                .filter(name -> !SERVICE_LINK.matcher(name).matches())
                .filter(name -> known.stream().noneMatch(setting -> setting.isVariable(name)))
                .flatMap(name -> SettingNames.nearest(name, keys).stream()
                        .map(ours -> name + " in the environment is no setting: did you mean "
                                + SettingNames.inEnvironment(ours).replace("_I_", "_0_") + "?"))
                .sorted()
                .forEach(problems::add);
        sources.system().keySet().stream()
                .filter(name -> !isKnown(name) && !JAKARTA_MAIL.matcher(name).matches())
                .flatMap(name -> SettingNames.nearest(name, keys).stream()
                        .map(ours ->
                                "-D" + name + " is no setting: did you mean -D" + ours.replace("[i]", "[0]") + "?"))
                .sorted()
                .forEach(problems::add);
        return problems;
    }

    /** Suggests a setting for a key in the file; every key with the prefix of a setting is taken as one. */
    private Stream<String> suggestion(String key) {
        String prefix = prefix(key);
        return prefixes.contains(prefix)
                ? Stream.of(SettingNames.mostLike(
                        key,
                        keys.stream()
                                .filter(ours -> prefix(ours).equals(prefix))
                                .toList()))
                : SettingNames.nearest(key, keys).stream();
    }

    private boolean isKnown(String key) {
        return known.stream().anyMatch(setting -> setting.isNamed(key));
    }

    /** Returns {@code mail} for {@code mail.from}, {@code assignments} for {@code assignments[0].url}. */
    private static String prefix(String key) {
        return key.split("[.\\[]", 2)[0];
    }
}
