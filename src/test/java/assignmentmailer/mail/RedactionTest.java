package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jane@example.com",
                "josé@example.com",
                "jose@例え.jp",
                "o'brien@example.com",
                "\"john doe\"@example.com"
            })
    void takesAddressesOut(String address) {
        String text = Redaction.of("denied on resource `arn:aws:ses:eu-west-1:1:identity/" + address + "'");

        assertThat(text).isEqualTo("denied on resource `arn:aws:ses:eu-west-1:1:identity/***@***'");
    }

    /** Characters that an address may have as well as the words around it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jose/munoz@example.com",
                "jose=munoz@example.com",
                "jose`munoz@example.com",
                "{jose}munoz@example.com",
                "mailto:jose.munoz@example.com"
            })
    void leavesNoPartOfAnAddress(String address) {
        assertThat(Redaction.of("The following identities failed the check: " + address + ", <" + address + ">"))
                .doesNotContain("jose", "munoz");
        assertThat(Redaction.of("on resource `arn:aws:ses:eu-west-1:1:identity/" + address + "'"))
                .doesNotContain("jose", "munoz");
    }

    @Test
    void makesOneLine() {
        assertThat(Redaction.of("one\r\nline\u2028more")).isEqualTo("one line more");
    }
}
