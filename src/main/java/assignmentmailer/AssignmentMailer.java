package assignmentmailer;

/** The service's main class. */
public final class AssignmentMailer {
    private AssignmentMailer() {}

    public static void main(String[] args) {}
}
