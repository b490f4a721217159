package assignmentmailer.command;

import java.util.ArrayList;
import java.util.List;

/** A terminal at which an operator gives one answer to each question; none without an answer. */
final class ScriptedTerminal implements Terminal {
    private final List<String> questions = new ArrayList<>();
    private final List<String> answers;

    ScriptedTerminal(String... answers) {
        this.answers = List.of(answers);
    }

    @Override
    public boolean isThere() {
        return !answers.isEmpty();
    }

    @Override
    public String ask(String question) {
        questions.add(question);
        return answers.get(questions.size() - 1);
    }

    List<String> questions() {
        return questions;
    }
}
