package assignmentmailer.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignPageTest {

    @ParameterizedTest
    @CsvSource({
        "localhost:8080,",
        "localhost,",
        "127.0.0.1:8080,",
        "[::1]:8080,",
        "localhost:8080, http://localhost:8080",
        "127.0.0.1:8080, http://127.0.0.1:8080"
    })
    void admitsToolsAndTheSitesOwnPages(String host, String origin) {
        assertThat(ForeignPage.sent(host, origin)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, https://evil.example",
        "localhost:8080, http://localhost:3000",
        "localhost:8080, http://localhost:8080.evil.example",
        "localhost:8080, null"
    })
    void recognisesPagesOfOtherOrigins(String host, String origin) {
        assertThat(ForeignPage.sent(host, origin)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        ",",
        "evil.example:8080,",
        "evil.example:8080, http://evil.example:8080",
        "localhost.evil.example:8080,",
        "localhost:8080@evil.example,"
    })
    void recognisesPagesThatResolveTheirHostNameToThisMachine(String host, String origin) {
        assertThat(ForeignPage.sent(host, origin)).isTrue();
    }
}
