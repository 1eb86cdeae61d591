-- Intents and their proofs, audit rows with more in them, persons behind accounts, events taken down.

ALTER TABLE audit ADD COLUMN format BIGINT NOT NULL DEFAULT 1;
ALTER TABLE audit ADD COLUMN session TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN node TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN before_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN after_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN intent TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN proof TEXT NOT NULL DEFAULT '';

ALTER TABLE account ADD COLUMN person BIGINT NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN taken_down BIGINT NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

CREATE TABLE device_key (
    id TEXT NOT NULL PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES account (id),
    public_key BYTEA NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created BIGINT NOT NULL,
    revoked BIGINT
);

CREATE INDEX device_key_by_account ON device_key (account);

CREATE TABLE proposal (
    id TEXT NOT NULL PRIMARY KEY,
    hash BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    proposer BIGINT NOT NULL REFERENCES account (id),
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    state TEXT NOT NULL
);

CREATE INDEX proposal_by_state ON proposal (state, created);

CREATE TABLE intent (
    id TEXT NOT NULL PRIMARY KEY,
    proposal TEXT NOT NULL REFERENCES proposal (id),
    account BIGINT NOT NULL REFERENCES account (id),
    session_hash BYTEA NOT NULL,
    nonce BYTEA NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    state TEXT NOT NULL
);

CREATE INDEX intent_by_proposal ON intent (proposal);

CREATE TABLE approval (
    proposal TEXT NOT NULL REFERENCES proposal (id),
    person BIGINT NOT NULL,
    account BIGINT NOT NULL REFERENCES account (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (proposal, person)
);
