package assignmentmailer.command.backfill;

/** What all reads of one command have in common: how fast they are, how much heap they take, when they are repeated. */
record Reading(ReadPace pace, HeapBudget heap, Patience patience) {}
