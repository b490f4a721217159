package assignmentmailer.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import assignmentmailer.LogLines;
import assignmentmailer.assignment.Assignment;
import assignmentmailer.assignment.S3Object;
import assignmentmailer.aws.AwsHttpClients;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.EmailAddress;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.LocalHttpServer;
import assignmentmailer.mail.account.CredentialsException;
import assignmentmailer.mail.account.LastingCredentials;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Links as candidates follow them, on an S3 that enforces their end. */
class LinksTest {
    private static final S3Object OBJECT = new S3Object("assignments", "go/a b+c%20é.zip");
    private static final Duration WEEK = Duration.ofDays(7);

    private static EmbeddedAws aws;
    private static AwsCredentials own;

    private final SdkHttpClient http = AwsHttpClients.builder().build();

    @BeforeAll
    static void start() {
        aws = EmbeddedAws.inMemory();
        aws.s3().put(OBJECT.bucket(), OBJECT.key(), new byte[] {1, 2, 3});
        Map<String, String> environment = aws.environment();
        own = AwsBasicCredentials.create(
                environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY"));
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @Test
    void leadToTheObjectUntilTheyEnd() throws Exception {
        Link link = signer(own, Duration.ofSeconds(2)).sign(OBJECT);

        assertThat(status(link.url())).isEqualTo(200);
        await().until(() -> status(link.url()) == 403);
        assertThat(link.expires().orElseThrow()).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void endWhenTheyAreAskedToWithCredentialsThatDoNotEnd() {
        Instant now = Instant.parse("2026-11-25T08:00:00.7Z");

        Link link = signer(own, WEEK, () -> now).sign(OBJECT);

        assertThat(link.expires()).contains(Instant.parse("2026-12-02T08:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"PT5H, PT5H", "P8D, P7D"})
    void endWithTheCredentialsThatSignedThem(Duration credentialsLive, Duration linkLives) {
        Instant now = Instant.parse("2026-11-25T08:00:00Z");

        Link link = signer(session(now.plus(credentialsLive)), WEEK, () -> now).sign(OBJECT);

        assertThat(link.expires()).contains(now.plus(linkLives));
    }

    @Test
    void endNobodyKnowsWhenWithCredentialsThatDoNotSay() {
        assertThat(signer(session(null), WEEK).sign(OBJECT).expires()).isEmpty();
    }

    @Test
    void areInNoText() throws Exception {
        Link link = signer(own, WEEK).sign(OBJECT);

        assertThat(link.toString()).doesNotContain("Signature");
        assertThat(processed(signer(own, WEEK), OBJECT.uri()).toString()).doesNotContain("Signature", "s3", "Ada");
    }

    @Test
    void takeThePlaceOfAnObject() throws Exception {
        Assignment linked = processed(signer(own, WEEK), OBJECT.uri());

        assertThat(status(linked.url())).isEqualTo(200);
        assertThat(linked.linkExpires())
                .isBetween(
                        Instant.now().plus(WEEK).minusSeconds(60), Instant.now().plus(WEEK));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a?b#c&d=e.zip",
                "100%.zip",
                "%41.zip",
                "ä 编😀.zip",
                "a:b@c.zip",
                "a'b(c)*!.zip",
                "a.zip;x",
                "a\\b.zip",
                "a|b^`{}.zip"
            })
    void leadToAnObjectOfAnyKey(String key) throws Exception {
        aws.s3().put(OBJECT.bucket(), key, new byte[] {1});
        URI written = S3Object.parse("s3://" + OBJECT.bucket() + "/" + key)
                .orElseThrow()
                .uri();

        assertThat(status(processed(signer(own, WEEK), written).url())).isEqualTo(200);
    }

    @Test
    void takeThePlaceOfNoOtherAddress() throws Exception {
        URI address = URI.create("https://example.com/1.zip");

        assertThat(processed(signer(own, WEEK), address).url()).isEqualTo(address);
        assertThat(processed(signer(own, WEEK), null).url()).isNull();
    }

    @Test
    void warnOnceAnHourWhileTheyEndTooSoon() throws Exception {
        Instant now = Instant.parse("2026-11-25T08:00:00Z");
        LinkProcessor processor = new LinkProcessor(signer(session(now.plusSeconds(600)), WEEK, () -> now), () -> now);
        try (LogLines log = new LogLines(LinkProcessor.class)) {
            processor.process(exchange(OBJECT.uri()));
            processor.process(exchange(OBJECT.uri()));

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("2026-11-25T08:10:00Z", "link.valid-for", "link.profile");
        }
    }

    @Test
    void waitForOtherCredentialsRatherThanEndBeforeTheyAreRead() {
        Instant now = Instant.parse("2026-11-25T08:00:00Z");
        LinkProcessor processor = new LinkProcessor(
                new LinkSigner(
                        presigner(aws.s3().endpoint()),
                        lasting(() -> session(now.plusSeconds(59)), now),
                        WEEK,
                        () -> now),
                () -> now);

        assertThatExceptionOfType(CredentialsException.class)
                .isThrownBy(() -> processor.process(exchange(OBJECT.uri())))
                .withMessage("The AWS credentials expire at 2026-11-25T08:00:59Z and have not been renewed");
    }

    @Test
    void warnThatMailsWaitAlsoAfterAWarningThatTheyEndTooSoon() throws Exception {
        Instant now = Instant.parse("2026-11-25T08:00:00Z");
        AtomicReference<AwsCredentials> credentials = new AtomicReference<>(session(now.plusSeconds(600)));
        LinkProcessor processor = new LinkProcessor(
                new LinkSigner(presigner(aws.s3().endpoint()), lasting(credentials::get, now), WEEK, () -> now),
                () -> now);
        try (LogLines log = new LogLines(LinkProcessor.class)) {
            processor.process(exchange(OBJECT.uri()));
            credentials.set(session(now));
            assertThatExceptionOfType(CredentialsException.class)
                    .isThrownBy(() -> processor.process(exchange(OBJECT.uri())));

            assertThat(log.warnings()).hasSize(2).last().asString().contains("Mails with a link wait");
        }
    }

    private static LastingCredentials lasting(AwsCredentialsProvider provider, Instant now) {
        return new LastingCredentials(provider, Duration.ofMinutes(1), () -> now);
    }

    @Test
    void areGoodWhereTheStartCanFollowOne() {
        assertThatNoException().isThrownBy(() -> check(signer(own, WEEK)).check("assignments[0].url", OBJECT));
    }

    @Test
    void areRefusedAtTheStartWhereTheyMayEndTooSoon() {
        LinkSigner signer = signer(session(Instant.now().plusSeconds(3600)), WEEK);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(signer).check("assignments[0].url", OBJECT))
                .withMessageStartingWith(
                        "assignments[0].url: links would expire after 59 minutes, with the credentials")
                .withMessageContaining("reduce link.valid-for, or set link.profile to credentials that only sign");
    }

    @Test
    void areRefusedAtTheStartWhereTheObjectIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        check(signer(own, WEEK)).check("assignments[1].url", new S3Object(OBJECT.bucket(), "none.zip")))
                .withMessageStartingWith("assignments[1].url: a link to s3://assignments/none.zip is refused: 404 ")
                .withMessageContaining("correct the name, or upload the object")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("Signature"));
    }

    @Test
    void areRefusedAtTheStartWhereTheSignerMayNotRead() {
        AwsCredentials stranger = AwsBasicCredentials.create(own.accessKeyId(), "another");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(signer(stranger, WEEK)).check("assignments[0].url", OBJECT))
                .withMessageContaining(" is refused: 403 SignatureDoesNotMatch ")
                .withMessageContaining("need s3:GetObject");
    }

    /** As S3 words it (Amazon S3 API reference, "Error responses"). */
    @Test
    void areRefusedAtTheStartWhereTheBucketIsElsewhere() throws Exception {
        try (LocalHttpServer server = LocalHttpServer.start(0, exchange -> {
            exchange.getResponseHeaders().set("x-amz-bucket-region", "eu-west-1");
            byte[] error =
                    "<Error><Code>AuthorizationQueryParametersError</Code><Message>Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'eu-west-1'</Message><Region>eu-west-1</Region></Error>"
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(400, error.length);
            exchange.getResponseBody().write(error);
            exchange.close();
        })) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> check(signerAt(server)).check("assignments[0].url", OBJECT))
                    .withMessageEndingWith("the bucket is in eu-west-1: AWS_REGION must be the bucket's");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429})
    void areWaitedForWhileS3IsIll(int status) throws Exception {
        try (LocalHttpServer server = LocalHttpServer.start(0, exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        })) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> check(signerAt(server)).check("assignments[0].url", OBJECT))
                    .withMessage("S3 responds with status " + status);
        }
    }

    @Test
    void areAWarningAtTheStartWhereNobodyKnowsWhenTheyEnd() throws Exception {
        try (LocalHttpServer server = LocalHttpServer.start(0, exchange -> {
            exchange.sendResponseHeaders(206, -1);
            exchange.close();
        })) {
            Optional<String> warning = check(new LinkSigner(
                            presigner(URI.create(local(server))),
                            provider(session(null)),
                            WEEK,
                            InstantSource.system()))
                    .check("assignments[0].url", OBJECT);

            assertThat(warning)
                    .hasValueSatisfying(text ->
                            assertThat(text).startsWith("links to s3://").contains("may expire before link.valid-for"));
        }
    }

    private LinkCheck check(LinkSigner signer) {
        return new LinkCheck(signer, http, InstantSource.system());
    }

    private static String local(LocalHttpServer server) {
        return "http://127.0.0.1:" + server.address().getPort();
    }

    private static LinkSigner signerAt(LocalHttpServer server) {
        return new LinkSigner(presigner(URI.create(local(server))), provider(own), WEEK, InstantSource.system());
    }

    private static LinkSigner signer(AwsCredentials credentials, Duration validFor) {
        return signer(credentials, validFor, InstantSource.system());
    }

    private static LinkSigner signer(AwsCredentials credentials, Duration validFor, InstantSource clock) {
        return new LinkSigner(presigner(aws.s3().endpoint()), provider(credentials), validFor, clock);
    }

    private static StaticCredentialsProvider provider(AwsCredentials credentials) {
        return StaticCredentialsProvider.create(credentials);
    }

    private static S3Presigner presigner(URI endpoint) {
        return S3Presigner.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(provider(own))
                .build();
    }

    private static AwsSessionCredentials session(@Nullable Instant end) {
        return AwsSessionCredentials.builder()
                .accessKeyId(own.accessKeyId())
                .secretAccessKey(own.secretAccessKey())
                .sessionToken("token")
                .expirationTime(end)
                .build();
    }

    private static Assignment processed(LinkSigner signer, @Nullable URI url) throws Exception {
        Exchange exchange = exchange(url);
        new LinkProcessor(signer, InstantSource.system()).process(exchange);
        return exchange.getMessage().getBody(Assignment.class);
    }

    private static Exchange exchange(@Nullable URI url) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        Candidate ada = new Candidate(
                "1", "Ada", EmailAddress.parse("ada@example.com").orElseThrow(), BigDecimal.ONE, Map.of());
        exchange.getMessage().setBody(new Assignment(ada, url, null, null, "assignments[0]", "assignment", null));
        return exchange;
    }

    private static int status(@Nullable URI link) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(link).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
