package assignmentmailer.chaos;

import assignmentmailer.local.SesCall;
import assignmentmailer.local.SesError;
import assignmentmailer.local.SesFault;
import assignmentmailer.local.SesReply;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * An SES that fails one call in eight in one of many ways, and records the mails accepted without a successful
 * response.
 */
final class FaultySes implements SesFault {
    private static final SesFault FAILURE_AFTER_ACCEPTANCE = (call, ses) -> {
        ses.get();
        return SesError.INTERNAL_FAILURE.answer(call, ses);
    };

    /** Faults, with their frequency per 1000 calls. */
    private static final Map<SesFault, Integer> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put(SesError.MAXIMUM_SENDING_RATE_EXCEEDED, 20);
        FAULTS.put(SesError.SERVICE_UNAVAILABLE, 20);
        FAULTS.put(SesError.INTERNAL_FAILURE, 15);
        FAULTS.put(SesError.MESSAGE_REJECTED, 10);
        FAULTS.put(SesError.ACCOUNT_SENDING_PAUSED, 2);
        FAULTS.put(SesError.DAILY_QUOTA_EXCEEDED, 2);
        FAULTS.put(SesFault.hangUpBefore(), 20);
        FAULTS.put(SesFault.hangUpAfter(), 15);
        FAULTS.put(FAILURE_AFTER_ACCEPTANCE, 10);
        FAULTS.put(SesFault.delay(Duration.ofSeconds(5)), 6);
    }

    private final Random dice;
    private final Map<String, Integer> untold = Collections.synchronizedMap(new HashMap<>());
    private volatile SesFault outage = NONE;

    FaultySes(long seed) {
        dice = new Random(seed);
    }

    /** Makes every call end this way, until {@link SesFault#NONE} is set. */
    void outage(SesFault fault) {
        outage = fault;
    }

    /** Returns the number of mails to this address that were accepted without a successful response. */
    int untold(String address) {
        return untold.getOrDefault(address, 0);
    }

    int untold() {
        return untold.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public SesReply answer(SesCall call, Supplier<SesReply> ses) {
        if (!call.sends()) {
            return ses.get();
        }
        String address = call.parameters().get("Destinations.member.1");
        SesFault fault = outage == NONE ? next() : outage;
        boolean[] accepted = {false};
        SesReply reply = fault.answer(call, () -> {
            accepted[0] = true;
            return ses.get();
        });
        if (accepted[0] && fault != NONE) {
            untold.merge(address, 1, Integer::sum);
        }
        return reply;
    }

    private synchronized SesFault next() {
        int die = dice.nextInt(1000);
        for (Map.Entry<SesFault, Integer> fault : FAULTS.entrySet()) {
            die -= fault.getValue();
            if (die < 0) {
                return fault.getKey();
            }
        }
        return NONE;
    }
}
