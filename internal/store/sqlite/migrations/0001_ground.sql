-- The ground: requests and what happens to them.
--
-- Times are milliseconds since 1970 UTC; absent times and identifiers are NULL.
-- Identifiers are UUIDs of version 7, 16 bytes that begin with the time. Rows of
-- tables that grow for ever are therefore added at the end, and no insert gets
-- slower with history. Numbers look random, so they are found by the serial
-- that they are made of, which rises; the text stands beside it for people.
-- There are no foreign keys: nothing is deleted that others point to, and each
-- check would cost a lookup per row.

-- +goose Up

-- The rowid is the serial, so that the number needs no index of its own.
CREATE TABLE request (
  serial      INTEGER PRIMARY KEY,
  id          BLOB    NOT NULL,
  number      TEXT    NOT NULL,
  institution TEXT    NOT NULL,
  step        TEXT    NOT NULL,
  catalogue   INTEGER NOT NULL,
  created     INTEGER NOT NULL,
  expires     INTEGER NOT NULL,
  total       INTEGER NOT NULL,
  currency    TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  partly_paid INTEGER NOT NULL,
  closed      INTEGER,
  letter      TEXT    NOT NULL,
  letter_seq  INTEGER NOT NULL,
  event_seq   INTEGER NOT NULL,
  payer       TEXT    NOT NULL, -- JSON, apart since it is personal data with an end
  detail      TEXT    NOT NULL  -- JSON, never changes
) STRICT;

-- Answers a status call without touching the row. That identifiers are unique
-- is held by the primary key of event: each request has an event 1.
CREATE INDEX request_id ON request (id, institution, letter);

CREATE TABLE payment (
  serial             INTEGER PRIMARY KEY,
  request            BLOB    NOT NULL,
  idx                INTEGER NOT NULL,
  number             TEXT    NOT NULL,
  iban               TEXT    NOT NULL,
  payee              TEXT    NOT NULL,
  payee_registration TEXT    NOT NULL,
  payee_bic          TEXT    NOT NULL,
  classification     TEXT    NOT NULL,
  purpose            TEXT    NOT NULL,
  amount             INTEGER NOT NULL,
  state              TEXT    NOT NULL,
  other              INTEGER NOT NULL,
  provider           TEXT    NOT NULL,
  paid_by            BLOB,
  paid_at            INTEGER,
  late               INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX payment_request ON payment (request, idx);

CREATE TABLE attempt (
  serial       INTEGER PRIMARY KEY, -- of ref
  id           BLOB    NOT NULL,
  request      BLOB    NOT NULL,
  payment      INTEGER NOT NULL,
  ref          TEXT    NOT NULL,
  provider     TEXT    NOT NULL,
  language     TEXT    NOT NULL,
  state        TEXT    NOT NULL,
  created      INTEGER NOT NULL,
  changed      INTEGER,
  hold_until   INTEGER,
  handover     TEXT, -- JSON
  provider_ref TEXT    NOT NULL,
  reason       TEXT    NOT NULL,
  late         INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX attempt_id ON attempt (id);
CREATE INDEX attempt_request ON attempt (request, id);

CREATE TABLE event (
  request BLOB    NOT NULL,
  seq     INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  kind    TEXT    NOT NULL,
  actor   TEXT    NOT NULL,
  payment TEXT    NOT NULL, -- number
  attempt TEXT    NOT NULL, -- reference
  letter  TEXT    NOT NULL,
  data    TEXT,             -- JSON
  PRIMARY KEY (request, seq)
) STRICT, WITHOUT ROWID;

-- What providers sent, as it came.
CREATE TABLE message (
  id       BLOB    NOT NULL PRIMARY KEY,
  provider TEXT    NOT NULL,
  request  BLOB,
  attempt  BLOB,
  key      TEXT    NOT NULL,
  verified INTEGER NOT NULL,
  channel  TEXT    NOT NULL,
  result   TEXT    NOT NULL,
  received INTEGER NOT NULL,
  raw      BLOB    NOT NULL
) STRICT;
CREATE INDEX message_request ON message (request, id);
CREATE INDEX message_key ON message (provider, key) WHERE verified;
CREATE INDEX message_unverified ON message (attempt) WHERE NOT verified;

CREATE TABLE delivery (
  id          BLOB    NOT NULL PRIMARY KEY,
  kind        TEXT    NOT NULL,
  institution TEXT    NOT NULL,
  request     BLOB    NOT NULL,
  target      TEXT    NOT NULL,
  letter      TEXT    NOT NULL,
  letter_seq  INTEGER NOT NULL,
  state       TEXT    NOT NULL,
  created     INTEGER NOT NULL,
  first_try   INTEGER,
  next_try    INTEGER,
  tries       INTEGER NOT NULL,
  last_result TEXT    NOT NULL,
  done        INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_request ON delivery (request, id);
CREATE INDEX delivery_institution ON delivery (institution, id);
CREATE INDEX delivery_state ON delivery (state, id);

CREATE TABLE delivery_try (
  delivery BLOB    NOT NULL,
  n        INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  took     INTEGER NOT NULL, -- milliseconds
  status   INTEGER NOT NULL,
  result   TEXT    NOT NULL,
  PRIMARY KEY (delivery, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE attention (
  id          BLOB    NOT NULL PRIMARY KEY,
  kind        TEXT    NOT NULL,
  institution TEXT    NOT NULL,
  request     BLOB,
  number      TEXT    NOT NULL, -- of the request
  payment     TEXT    NOT NULL, -- number
  amount      INTEGER NOT NULL,
  note        TEXT    NOT NULL,
  created     INTEGER NOT NULL,
  resolved    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX attention_open ON attention (id) WHERE resolved IS NULL;
CREATE INDEX attention_request ON attention (request, id);

-- Kept for a day only, so that its random keys do no harm.
CREATE TABLE idempotent (
  institution TEXT    NOT NULL,
  operation   TEXT    NOT NULL,
  key         TEXT    NOT NULL,
  digest      BLOB    NOT NULL,
  request     BLOB    NOT NULL,
  created     INTEGER NOT NULL,
  PRIMARY KEY (institution, operation, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotent_created ON idempotent (created);

-- Work that is due at a time of the business clock. The lease is of the machine
-- clock; 0 when nobody has the job.
CREATE TABLE job (
  kind        TEXT    NOT NULL,
  ref         BLOB    NOT NULL,
  lane        TEXT    NOT NULL,
  due         INTEGER NOT NULL,
  tries       INTEGER NOT NULL,
  rev         INTEGER NOT NULL,
  claim       INTEGER NOT NULL,
  lease_until INTEGER NOT NULL,
  PRIMARY KEY (kind, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_lane ON job (lane, due);

-- serial: the next serial that nobody has. catalogue: the last version.
CREATE TABLE counter (
  name  TEXT    NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('serial', 1), ('catalogue', 0);

-- How far the business clock is ahead of the machine clock, in milliseconds.
CREATE TABLE clock (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  ahead INTEGER NOT NULL CHECK (ahead >= 0)
) STRICT;
INSERT INTO clock (id, ahead) VALUES (1, 0);

CREATE TABLE catalogue_version (
  version     INTEGER PRIMARY KEY,
  valid_from  INTEGER NOT NULL,
  imported    INTEGER NOT NULL,
  imported_by TEXT    NOT NULL,
  digest      BLOB    NOT NULL,
  content     BLOB    NOT NULL
) STRICT;
