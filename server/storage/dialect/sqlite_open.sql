-- A commit is on the disk before it is told: NORMAL could lose what was acknowledged.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
-- 64 MiB hold the indexes of a busy show; 8,000 pages (32 MiB) of log let many groups share one checkpoint.
PRAGMA cache_size = -65536;
PRAGMA wal_autocheckpoint = 8000;
