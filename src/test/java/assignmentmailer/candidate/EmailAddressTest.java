package assignmentmailer.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jose@example.com",
                "Jose@Example.COM",
                "jane.o'brien+java@mail.example.co.uk",
                "a_b-c%d!#$&*/=?^`{|}~@example.com",
                "1@2.example"
            })
    void takesOneAddressAsItIs(String text) {
        assertThat(EmailAddress.parse(text)).contains(new EmailAddress(text));
    }

    /** IDNA2003 maps the last three to different domains, by dropping or replacing characters (UTS 46, 7). */
    @ParameterizedTest
    @CsvSource({
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example, xn--bcher-kva.example",
        "例え.jp, xn--r8jz45g.jp",
        "example。com, example.com",
        "faß.de, xn--fa-hia.de",
        "straße.de, xn--strae-oqa.de",
        "βόλος.com, xn--nxasmm1c.com",
        "نامه‌ای.com, xn--mgba3gch31f060k.com"
    })
    void turnsAnInternationalDomainIntoPunycode(String domain, String ascii) {
        assertThat(EmailAddress.parse("info@" + domain)).contains(new EmailAddress("info@" + ascii));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "jose",
                "@example.com",
                "jose@",
                "jose@localhost",
                "jose@example.com\r",
                "jose@example.com\n",
                "jose\r\nBcc: eve@example.com@example.com",
                "jose@example.com\r\nBcc: eve@example.com",
                "jose@example.com,eve@example.com",
                "jo,se@example.com",
                "jose@exa,mple.com",
                " jose@example.com",
                "José <jose@example.com>",
                "josé@example.com",
                "jose@@example.com",
                ".jose@example.com",
                "jo..se@example.com",
                "jose@-example.com",
                "jose@example..com",
                "jose@example.com.",
                "jose@exam\u200dple.com",
                "jose@a_b.com",
                "jose@xn--.com",
                "jose@-é.com"
            })
    void refusesWhatIsNotOneAddress(String text) {
        assertThat(EmailAddress.parse(text)).isEmpty();
    }

    @Example
    void refusesWhatIsLongerThanAMailServerTakes() {
        assertThat(EmailAddress.parse("a".repeat(64) + "@example.com")).isPresent();
        assertThat(EmailAddress.parse("a".repeat(65) + "@example.com")).isEmpty();
        assertThat(EmailAddress.parse("a@" + "b.".repeat(124) + "com")).isPresent();
        assertThat(EmailAddress.parse("a@" + "b.".repeat(124) + "info")).isPresent();
        assertThat(EmailAddress.parse("ab@" + "b.".repeat(124) + "info")).isEmpty();
        assertThat(EmailAddress.parse("a".repeat(64) + "@" + "é.".repeat(24) + "com"))
                .isEmpty();
    }

    @Property(seed = "1")
    void letsNoTextThroughThatIsMoreThanOneAddress(
            @ForAll @StringLength(max = 6) @Chars({'a', '.', '@', ',', '-', '\'', '<', '>', ' ', '\r', '\n', 'é'})
                    String local,
            @ForAll @StringLength(max = 6) @Chars({'a', '.', '@', ',', '-', '<', '>', ' ', '\r', '\n'}) String domain)
            throws AddressException {
        var address = EmailAddress.parse(local + "@" + domain + ".com");

        if (address.isPresent()) {
            String value = address.get().value();
            assertThat(value).matches("[!-+\\--~]+").hasToString(local + "@" + domain + ".com");
            assertThat(InternetAddress.parse(value, true)).hasSize(1);
        }
    }
}
