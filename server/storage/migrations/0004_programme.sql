-- Frozen. The live programme of an event, and the films that its recordings became.

CREATE TABLE programme (
    event TEXT NOT NULL PRIMARY KEY REFERENCES event (id),
    source TEXT NOT NULL,
    loop_object TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    passphrase BYTEA,
    encoder_offset BIGINT NOT NULL,
    max_delay BIGINT NOT NULL,
    changed BIGINT NOT NULL
);

CREATE TABLE recording (
    event TEXT NOT NULL REFERENCES event (id),
    id TEXT NOT NULL,
    object TEXT NOT NULL REFERENCES object (sha256),
    bytes BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (event, id)
);
