package assignmentmailer.attachment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The entries of a zip for which a mailbox provider refuses the mail, programs as it takes them for. The endings are Gmail's
 * (<a href="https://support.google.com/mail/answer/6590">"File types blocked in Gmail"</a>), others block fewer.
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

    /** More are not worth a longer line. */
    private static final int MOST = 5;

    private BlockedEntries() {}

    /** The first few, none where the attachment is no zip. */
    static List<String> in(Attachment attachment) {
        List<String> blocked = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(attachment.content()))) {
            ZipEntry entry = zip.getNextEntry();
            while (entry != null && blocked.size() < MOST) {
                if (ENDINGS.contains(ending(entry.getName()))) {
                    blocked.add(entry.getName());
                }
                entry = zip.getNextEntry();
            }
            return blocked;
        } catch (IOException | IllegalArgumentException unreadable) {
            // what cannot be read here, a provider cannot read either; encrypted entries are refused by some
            return blocked;
        }
    }

    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
