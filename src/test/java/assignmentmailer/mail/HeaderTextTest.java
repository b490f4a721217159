package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderTextTest {
    private static final String EMOJI = "\uD83D\uDE00";

    @Test
    void keepsTwoHundredCharactersAndNoMore() {
        String longest = "x".repeat(200);

        assertThat(HeaderText.of(longest)).isEqualTo(longest);
        assertThat(HeaderText.of(longest + "y")).isEqualTo(longest);
    }

    @Test
    void cutsNoCharacterOutsideTheBasicPlaneInHalf() {
        assertThat(HeaderText.of("x".repeat(199) + EMOJI + "y")).isEqualTo("x".repeat(199));
        assertThat(HeaderText.of("x".repeat(198) + EMOJI + "y")).isEqualTo("x".repeat(198) + EMOJI);
        assertThat(HeaderText.of("x".repeat(198) + " " + EMOJI)).isEqualTo("x".repeat(198));
    }

    @Test
    void keepsTheEndingOfALongFileName() {
        String ending = "." + "e".repeat(15);

        assertThat(HeaderText.ofFile("n".repeat(200) + ending)).isEqualTo("n".repeat(84) + ending);
        assertThat(HeaderText.ofFile("n".repeat(200) + ending + "e")).isEqualTo("n".repeat(100));
        assertThat(HeaderText.ofFile("n".repeat(200))).isEqualTo("n".repeat(100));
        assertThat(HeaderText.ofFile("." + "n".repeat(14))).isEqualTo("." + "n".repeat(14));
    }
}
