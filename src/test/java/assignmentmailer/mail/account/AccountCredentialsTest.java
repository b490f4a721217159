package assignmentmailer.mail.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

class AccountCredentialsTest {
    private static final AwsCredentials CREDENTIALS = AwsBasicCredentials.create("key", "secret");
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final FakeClock clock = new FakeClock();

    private AccountCredentials of(AwsCredentialsProvider provider) {
        return new AccountCredentials(provider, LIMIT, clock);
    }

    private AwsCredentialsProvider slow(Duration time) {
        return () -> {
            clock.sleep(time);
            return CREDENTIALS;
        };
    }

    @Test
    void areThoseOfTheProvider() {
        assertThat(of(slow(LIMIT)).resolveCredentials()).isEqualTo(CREDENTIALS);
    }

    @Test
    void whateverTheProviderThrowsIsAboutTheCredentials() {
        AccountCredentials failing = of(() -> {
            throw new IllegalStateException("Failed to refresh process-based credentials.");
        });

        assertThatExceptionOfType(CredentialsException.class)
                .isThrownBy(failing::resolveCredentials)
                .withMessageContaining("Failed to refresh");
    }

    @Test
    void anErrorOfTheProviderIsAboutTheCredentialsToo() {
        AccountCredentials failing = of(() -> {
            throw new NoClassDefFoundError("software/amazon/awssdk/services/sso/SsoClient");
        });

        assertThatExceptionOfType(CredentialsException.class)
                .isThrownBy(failing::resolveCredentials)
                .withMessageContaining("SsoClient");
    }

    @Test
    void areNotUsedWhenTheyComeSoLateThatTheCallWouldOutliveItsClaim() {
        AccountCredentials late = of(slow(LIMIT.plusMillis(1)));

        assertThatExceptionOfType(CredentialsException.class).isThrownBy(late::resolveCredentials);
    }
}
