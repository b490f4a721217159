package assignmentmailer.local;

import com.sun.net.httpserver.Headers;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognises requests that a browser on this machine sends for a web page of another site. The loopback address alone
 * does not keep these out, and dead letters are private.
 */
final class ForeignPage {
    /** A page of another site may resolve its own host name to this machine, but not these. */
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

    private ForeignPage() {}

    static boolean sent(Headers request) {
        return sent(request.getFirst("Host"), request.getFirst("Origin"));
    }

    /** @param origin the site of the page, which browsers name in every request that may change something */
    static boolean sent(@Nullable String host, @Nullable String origin) {
        return host == null || !LOOPBACK.matcher(host).matches() || origin != null && !origin.equals("http://" + host);
    }
}
