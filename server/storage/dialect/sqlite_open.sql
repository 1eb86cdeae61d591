-- A commit is on the disk before it is told: NORMAL could lose what was acknowledged.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
