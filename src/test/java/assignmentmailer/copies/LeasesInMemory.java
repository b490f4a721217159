package assignmentmailer.copies;

import java.util.HashMap;
import java.util.Map;

/** Keeps leases as the state table does, counts its calls, and fails on demand. */
class LeasesInMemory implements CopyLeases {
    private final Map<String, CopyLease> leases = new HashMap<>();
    private boolean fails;
    private int calls;

    @Override
    public Map<String, CopyLease> renew(String copy, CopyLease lease) {
        call();
        leases.put(copy, lease);
        return Map.copyOf(leases);
    }

    @Override
    public void remove(String copy, CopyLease lease) {
        call();
        leases.computeIfPresent(copy, (id, kept) -> kept.renewals() == lease.renewals() ? null : kept);
    }

    @Override
    public void end(String copy) {
        call();
        leases.remove(copy);
    }

    void fail(boolean whetherFrom) {
        fails = whetherFrom;
    }

    int calls() {
        return calls;
    }

    Map<String, CopyLease> all() {
        return Map.copyOf(leases);
    }

    private void call() {
        calls++;
        if (fails) {
            throw new IllegalStateException("The state table is unreachable");
        }
    }
}
