package assignmentmailer.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobApiMetadata;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobApiMetadata;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.server.Server;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 on this machine, s3proxy run in this JVM: it checks signatures, and refuses links that have expired. */
public final class LocalS3 implements AutoCloseable {
    private final BlobStoreContext store;
    private final S3Proxy server;
    private final S3Client client;
    private volatile AwsCalls calls = new AwsCalls();

    private LocalS3(int port, @Nullable Path directory) {
        Properties settings = new Properties();
        if (directory != null) {
            settings.setProperty("jclouds.filesystem.basedir", directory.toString());
        }
        // by its class, for by its name jclouds would look at all its clouds, of which some are left out
        store = ContextBuilder.newBuilder(
                        directory == null ? new TransientNio2BlobApiMetadata() : new FilesystemNio2BlobApiMetadata())
                .credentials("unused", "unused")
                .overrides(settings)
                .build(BlobStoreContext.class);
        server = S3Proxy.builder()
                .blobStore(store.getBlobStore())
                // by its number: the SDK then puts the bucket into the path, as no name of a bucket is resolved here
                .endpoint(URI.create("http://127.0.0.1:" + port))
                // as S3 itself does with what newer SDKs send
                .ignoreUnknownHeaders(true)
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, EmbeddedAws.ACCESS_KEY, EmbeddedAws.SECRET_KEY)
                .build();
        try {
            http(server).setRequestLog(this::log);
            server.start();
        } catch (Exception failure) {
            store.close();
            throw failure.getCause() instanceof BindException
                    ? new PortTakenException(port, (BindException) failure.getCause())
                    : new IllegalStateException("s3proxy does not start", failure);
        }
        client = S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.of(EmbeddedAws.REGION))
                .overrideConfiguration(client -> client.putHeader(AwsCalls.OWN, "true"))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(EmbeddedAws.ACCESS_KEY, EmbeddedAws.SECRET_KEY)))
                .build();
    }

    /** Starts one that forgets everything when closed, on a free port. */
    static LocalS3 inMemory() {
        return new LocalS3(freePort(), null);
    }

    /**
     * Starts one that finds its objects again at the next start.
     *
     * @throws PortTakenException when the port, 0 for a free one, is in use
     */
    static LocalS3 onDisk(Path directory, int port) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new LocalS3(port == 0 ? freePort() : port, directory);
    }

    /** Returns the HTTP server, which s3proxy does not show. */
    private static Server http(S3Proxy proxy) throws ReflectiveOperationException {
        Field field = S3Proxy.class.getDeclaredField("server");
        field.setAccessible(true);
        return (Server) field.get(proxy);
    }

    private void log(Request request, Response response) {
        if (request.getHeader(AwsCalls.OWN) == null) {
            String query = String.valueOf(request.getHttpURI().getQuery());
            calls.s3(request.getMethod(), request.getHttpURI().getPath(), query.contains("X-Amz-Signature"));
        }
    }

    /** Records calls there from now on. */
    void record(AwsCalls calls) {
        this.calls = calls;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    /** A client of it, closed with it. */
    public S3Client client() {
        return client;
    }

    /** Puts an object into a bucket, which is created when missing. */
    public void put(String bucket, String key, byte[] content) {
        if (client.listBuckets().buckets().stream()
                .noneMatch(other -> other.name().equals(bucket))) {
            client.createBucket(create -> create.bucket(bucket));
        }
        client.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("s3proxy does not stop", e);
        } finally {
            store.close();
        }
    }

    /** s3proxy says which port it has only once it has started, and is told its endpoint before. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
