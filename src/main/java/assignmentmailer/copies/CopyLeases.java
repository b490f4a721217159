package assignmentmailer.copies;

import java.util.Map;

/** Keeps the leases of the copies that send through one account. */
interface CopyLeases {
    /**
     * Writes a copy's lease and reads all others, in one step: of two copies, at least the later one sees the other's.
     *
     * @return the leases of all copies by their ids, this one's included
     */
    Map<String, CopyLease> renew(String copy, CopyLease lease);

    /** Removes the lease of a copy that was killed, unless the copy has renewed it meanwhile. */
    void remove(String copy, CopyLease lease);

    /** Removes the lease of a copy that ends. */
    void end(String copy);
}
