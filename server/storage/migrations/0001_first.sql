-- Frozen: a released migration never changes; the next change is the next number. Each statement ends a line with ";".
-- Only types that SQLite and PostgreSQL read alike: BIGINT, TEXT, BYTEA. Times are ms since 1970 UTC; flags are 0 or 1.

CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE operation (
    op_id TEXT NOT NULL PRIMARY KEY,
    request_hash TEXT NOT NULL,
    result TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE account (
    id BIGINT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    roles TEXT NOT NULL,
    state TEXT NOT NULL,
    created BIGINT NOT NULL,
    first_sign_in BIGINT,
    version BIGINT NOT NULL
);

CREATE TABLE subject_key (
    account BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    wrapped BYTEA NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE account_secret (
    account BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    password TEXT NOT NULL,
    totp_seed BYTEA,
    last_step BIGINT NOT NULL,
    wrong_in_a_row BIGINT NOT NULL,
    paused_until BIGINT NOT NULL
);

CREATE TABLE recovery_code (
    account BIGINT NOT NULL REFERENCES account (id),
    code_hash BYTEA NOT NULL,
    used BIGINT,
    PRIMARY KEY (account, code_hash)
);

CREATE TABLE enrolment (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES account (id),
    purpose TEXT NOT NULL,
    expires BIGINT NOT NULL,
    used BIGINT
);

CREATE TABLE session (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    device TEXT NOT NULL,
    second_factor BIGINT NOT NULL,
    created BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    ended BIGINT
);

CREATE INDEX session_by_account ON session (account);

CREATE TABLE ticket (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    session_hash BYTEA NOT NULL REFERENCES session (token_hash),
    event TEXT NOT NULL,
    origin TEXT NOT NULL,
    expires BIGINT NOT NULL,
    used BIGINT
);

CREATE TABLE audit (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    result TEXT NOT NULL,
    hash BYTEA NOT NULL
);

CREATE TABLE show (
    id TEXT NOT NULL PRIMARY KEY,
    owner BIGINT NOT NULL REFERENCES account (id),
    title TEXT NOT NULL,
    created BIGINT NOT NULL
);

CREATE INDEX show_by_owner ON show (owner);

CREATE TABLE show_member (
    show TEXT NOT NULL REFERENCES show (id),
    account BIGINT NOT NULL REFERENCES account (id),
    since BIGINT NOT NULL,
    PRIMARY KEY (show, account)
);

CREATE INDEX show_member_by_account ON show_member (account);

CREATE TABLE event (
    id TEXT NOT NULL PRIMARY KEY,
    show TEXT NOT NULL REFERENCES show (id),
    mode TEXT NOT NULL,
    origins TEXT NOT NULL,
    created BIGINT NOT NULL
);

CREATE INDEX event_by_show ON event (show);

CREATE TABLE version (
    show TEXT NOT NULL REFERENCES show (id),
    number BIGINT NOT NULL,
    public_root TEXT NOT NULL,
    private_root TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor BIGINT NOT NULL REFERENCES account (id),
    current BIGINT NOT NULL,
    PRIMARY KEY (show, number)
);

CREATE TABLE object (
    sha256 TEXT NOT NULL PRIMARY KEY,
    bytes BIGINT NOT NULL,
    type TEXT NOT NULL,
    visibility TEXT NOT NULL,
    received BIGINT NOT NULL,
    complete BIGINT NOT NULL,
    owner BIGINT NOT NULL REFERENCES account (id),
    at BIGINT NOT NULL
);

CREATE TABLE object_use (
    root TEXT NOT NULL,
    object TEXT NOT NULL REFERENCES object (sha256),
    PRIMARY KEY (root, object)
);

CREATE TABLE fact (
    event TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (event, seq)
);

CREATE TABLE answer (
    event TEXT NOT NULL,
    element TEXT NOT NULL,
    round BIGINT NOT NULL,
    voter TEXT NOT NULL,
    key TEXT NOT NULL,
    n BIGINT NOT NULL,
    choice TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    receipt TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (event, element, round, voter),
    UNIQUE (event, voter, key)
);
