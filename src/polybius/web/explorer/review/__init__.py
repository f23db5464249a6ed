"""The review desk: a queue of events, each with its evidence, and a key for each decision."""
