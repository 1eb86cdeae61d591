-- Copies what no reader needs any more from the log into the file, and waits for nobody.
PRAGMA wal_checkpoint(PASSIVE);
