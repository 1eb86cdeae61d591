-- The ledger: journals that never change, and their legs, which sum to zero. `number` counts from 1 without a gap over the
-- whole installation; hash = SHA-256(hash of the journal before ‖ canonical bytes).

CREATE TABLE journal (
    number BIGINT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    at BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

CREATE TABLE posting (
    journal BIGINT NOT NULL REFERENCES journal (number),
    leg BIGINT NOT NULL,
    account TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (journal, leg)
);

CREATE INDEX posting_by_account ON posting (account);
