-- A commit is on the disk before it is told: NORMAL could lose what was acknowledged.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
-- 64 MiB hold the indexes of a busy show. A thread of its own folds the log back; 64,000 pages (250 MiB) are
-- where the writer helps, when that thread cannot keep up.
PRAGMA cache_size = -65536;
PRAGMA wal_autocheckpoint = 64000;
