package assignmentmailer.local;

import assignmentmailer.AssignmentMailer;
import java.io.IOException;
import java.io.OutputStream;

/** Runs a further copy of the service until SIGTERM, or until the process that started it has ended, killed or not. */
public final class CopyRun {
    private CopyRun() {}

    public static void main(String[] args) {
        Thread watch = new Thread(CopyRun::exitWithStarter, "starter-watch");
        watch.setDaemon(true);
        watch.start();
        AssignmentMailer.main(args);
    }

    /** The starter keeps the other end of the standard input open, and writes nothing to it. */
    private static void exitWithStarter() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException ended) {
            // as at the end of the input
        }
        System.exit(0);
    }
}
