package assignmentmailer.attachment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Finds entries in a zip for which mailbox providers refuse the mail as a program. The file extensions are Gmail's (<a href="https://support.google.com/mail/answer/6590">"File types blocked in Gmail"</a>), other providers block fewer.
 */
final class BlockedEntries {
    private static final Set<String> ENDINGS = Set.of(
            "ade",
            "adp",
            "apk",
            "appx",
            "appxbundle",
            "bat",
            "cab",
            "chm",
            "cmd",
            "com",
            "cpl",
            "diagcab",
            "diagcfg",
            "diagpkg",
            "dll",
            "dmg",
            "ex",
            "ex_",
            "exe",
            "hta",
            "img",
            "ins",
            "iso",
            "isp",
            "jar",
            "jnlp",
            "js",
            "jse",
            "lib",
            "lnk",
            "mde",
            "mjs",
            "msc",
            "msi",
            "msix",
            "msixbundle",
            "msp",
            "mst",
            "nsh",
            "pif",
            "ps1",
            "scr",
            "sct",
            "shb",
            "sys",
            "vb",
            "vbe",
            "vbs",
            "vhd",
            "vxd",
            "wsc",
            "wsf",
            "wsh",
            "xll");

    /** Limits the length of the warning. */
    private static final int MOST = 5;

    private BlockedEntries() {}

    /** Returns the first blocked entries; none when the attachment is not a zip. */
    static List<String> in(Attachment attachment) {
        List<String> blocked = new ArrayList<>();
        // Latin-1 decodes any bytes, and file extensions are ASCII
        try (ZipInputStream zip =
                new ZipInputStream(new ByteArrayInputStream(attachment.content()), StandardCharsets.ISO_8859_1)) {
            ZipEntry entry = zip.getNextEntry();
            while (entry != null && blocked.size() < MOST) {
                if (ENDINGS.contains(ending(entry.getName()))) {
                    blocked.add(entry.getName());
                }
                entry = zip.getNextEntry();
            }
            return blocked;
        } catch (IOException | IllegalArgumentException unreadable) {
            // A zip that cannot be read here cannot be inspected by a provider either.
            return blocked;
        }
    }

    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
