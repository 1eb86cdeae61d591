-- Answers in a narrow table: its random index is what a flood of votes waits for. What was sent with an answer is in
-- its fact, so key, body hash and receipt are no longer here; one voter's keys are unique because the one owner of an
-- event decides, and facts are numbered without gaps.
CREATE TABLE ballot (
    id BIGINT NOT NULL PRIMARY KEY,
    event TEXT NOT NULL,
    element TEXT NOT NULL,
    round BIGINT NOT NULL,
    UNIQUE (event, element, round)
);

CREATE TABLE vote (
    ballot BIGINT NOT NULL,
    voter TEXT NOT NULL,
    n BIGINT NOT NULL,
    choice TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (ballot, voter)
) /*sqlite WITHOUT ROWID*/;

INSERT INTO ballot (id, event, element, round)
SELECT row_number() OVER (ORDER BY event, element, round), event, element, round
FROM (SELECT DISTINCT event, element, round FROM answer) AS known;

INSERT INTO vote (ballot, voter, n, choice, seq)
SELECT b.id, a.voter, a.n, a.choice, a.seq FROM answer AS a
JOIN ballot AS b ON b.event = a.event AND b.element = a.element AND b.round = a.round;

DROP TABLE answer;

CREATE VIEW answer AS
SELECT b.event, b.element, b.round, v.voter, v.n, v.choice, v.seq
FROM ballot AS b JOIN vote AS v ON v.ballot = b.id;

-- A commit's facts of one event as one signed Merkle tree. salt is secret.
CREATE TABLE vote_batch (
    event TEXT NOT NULL,
    number BIGINT NOT NULL,
    first_seq BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    root BYTEA NOT NULL,
    previous BYTEA NOT NULL,
    salt BYTEA NOT NULL,
    key BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    PRIMARY KEY (event, number)
);

-- Sites that vouch for their own people with tokens they sign.
CREATE TABLE event_site (
    event TEXT NOT NULL REFERENCES event (id),
    name TEXT NOT NULL,
    key BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (event, name)
);

-- Invited codes, hashed.
CREATE TABLE event_voter (
    event TEXT NOT NULL REFERENCES event (id),
    code_hash BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (event, code_hash)
);
