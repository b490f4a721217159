package assignmentmailer.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the contenders in turns, round by round, with a different contender first in each round. */
final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private Rounds() {}

    static void interleave(String scenario, Plan plan, Turn turn) throws Exception {
        List<Contender> order = new ArrayList<>(List.of(Contender.values()));
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Contender contender : order) {
                LOG.info("{}: round {} of {}, {}", scenario, round, plan.rounds(), contender.title());
                turn.take(contender);
            }
            Collections.rotate(order, 1);
        }
    }

    /** One contender's turn. */
    @FunctionalInterface
    interface Turn {
        void take(Contender contender) throws Exception;
    }
}
