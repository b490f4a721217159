package assignmentmailer.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Converts setting names between file and environment, and finds the name nearest to a misspelled one. */
public final class SettingNames {
    /** The most letters by which a misspelled name differs. */
    private static final int TYPO = 2;

    private static final String INDEX = "(0|[1-9]\\d{0,3})";
    private static final Pattern IN_FILE = Pattern.compile("\\[" + INDEX + "]");
    private static final Pattern IN_ENVIRONMENT = Pattern.compile("_" + INDEX + "_");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern SEPARATORS = Pattern.compile("[^A-Za-z0-9]+");

    private SettingNames() {}

    /** Returns {@code MAIL_FROM} for {@code mail.from}, {@code ASSIGNMENTS_0_URL} for {@code assignments[0].url}. */
    public static String inEnvironment(String key) {
        return SEPARATORS.matcher(key.toUpperCase(Locale.ROOT)).replaceAll("_");
    }

    /** Returns {@code assignments[i].url} for {@code assignments[3].url}. */
    static String withoutIndex(String key) {
        return IN_FILE.matcher(key).replaceAll("[i]");
    }

    /** Returns {@code ASSIGNMENTS_I_URL} for {@code ASSIGNMENTS_3_URL}. */
    static String variableWithoutIndex(String variable) {
        return IN_ENVIRONMENT.matcher(variable).replaceAll("_I_");
    }

    /** Returns the index in a key or variable name. */
    static int index(String name) {
        return Stream.of(IN_FILE, IN_ENVIRONMENT)
                .flatMap(pattern -> pattern.matcher(name).results())
                .mapToInt(match -> Integer.parseInt(match.group(1)))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the first of the names with the least distance, if that is two letters or less. */
    static Optional<String> nearest(String name, List<String> names) {
        String plain = plain(name);
        return names.stream()
                .filter(other -> distance(plain, plain(other)) <= TYPO)
                .min(Comparator.comparingInt(other -> distance(plain, plain(other))));
    }

    /** Returns the first of the names with the least distance, however large. */
    static String mostLike(String name, List<String> names) {
        String plain = plain(name);
        return names.stream()
                .min(Comparator.comparingInt(other -> distance(plain, plain(other))))
                .orElseThrow();
    }

    /**
     * Normalizes case, separators and indexes, which do not distinguish names: {@code mail.when_uncertain},
     * {@code MAIL_FROM}.
     */
    static String plain(String name) {
        String separated = SEPARATORS.matcher(name.toUpperCase(Locale.ROOT)).replaceAll("_");
        return NUMBER.matcher(separated).replaceAll("I");
    }

    /** Returns the edit distance: letters inserted, deleted, replaced, or swapped with the next. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int changed = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int cheapest = Math.min(changed, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(cheapest, cost[i - 2][j - 2] + 1) : cheapest;
    }
}
