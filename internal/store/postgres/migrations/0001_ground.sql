-- The ground: requests and what happens to them.
--
-- Times are milliseconds since 1970 UTC; absent times and identifiers are NULL.
-- Identifiers are UUIDs of version 7, 16 bytes that begin with the time. Rows of
-- tables that grow for ever are therefore added at the end, and no insert gets
-- slower with history. Numbers look random, so they are found by the serial
-- that they are made of, which rises; the text stands beside it for people.
-- There are no foreign keys: nothing is deleted that others point to, and each
-- check would cost a lookup per row.
-- Texts that are compared by an index are in the order of bytes, so that no
-- change of the system's collations can break an index.

-- +goose Up

-- What changes in a request or payment is in no index but for the letter, and the
-- pages have some room left, so that most changes touch one page. The key
-- answers a status call without the row, for rows that the vacuum has seen,
-- which therefore comes by often.
CREATE TABLE request (
  serial      BIGINT NOT NULL,
  id          UUID NOT NULL,
  number      TEXT NOT NULL,
  institution TEXT COLLATE "C" NOT NULL,
  step        TEXT NOT NULL,
  catalogue   BIGINT NOT NULL,
  created     BIGINT NOT NULL,
  expires     BIGINT NOT NULL,
  total       BIGINT NOT NULL,
  currency    TEXT NOT NULL,
  state       TEXT COLLATE "C" NOT NULL,
  partly_paid BOOLEAN NOT NULL,
  closed      BIGINT,
  letter      TEXT NOT NULL,
  letter_seq  INTEGER NOT NULL,
  event_seq   INTEGER NOT NULL,
  payer       TEXT NOT NULL, -- JSON, apart since it is personal data with an end
  detail      TEXT NOT NULL, -- JSON, never changes
  PRIMARY KEY (id) INCLUDE (institution, letter)
) WITH (fillfactor = 90, autovacuum_vacuum_insert_scale_factor = 0.02);
CREATE UNIQUE INDEX request_serial ON request (serial);

CREATE TABLE payment (
  serial             BIGINT PRIMARY KEY,
  request            UUID NOT NULL,
  idx                INTEGER NOT NULL,
  number             TEXT NOT NULL,
  iban               TEXT NOT NULL,
  payee              TEXT NOT NULL,
  payee_registration TEXT NOT NULL,
  payee_bic          TEXT NOT NULL,
  classification     TEXT NOT NULL,
  purpose            TEXT NOT NULL,
  amount             BIGINT NOT NULL,
  state              TEXT COLLATE "C" NOT NULL,
  other              BOOLEAN NOT NULL,
  provider           TEXT COLLATE "C" NOT NULL,
  paid_by            UUID,
  paid_at            BIGINT,
  late               BOOLEAN NOT NULL
) WITH (fillfactor = 90);
CREATE UNIQUE INDEX payment_request ON payment (request, idx);

CREATE TABLE attempt (
  serial       BIGINT NOT NULL, -- of ref
  id           UUID NOT NULL PRIMARY KEY,
  request      UUID NOT NULL,
  payment      INTEGER NOT NULL,
  ref          TEXT NOT NULL,
  provider     TEXT COLLATE "C" NOT NULL,
  language     TEXT NOT NULL,
  state        TEXT COLLATE "C" NOT NULL,
  created      BIGINT NOT NULL,
  changed      BIGINT,
  hold_until   BIGINT,
  handover     TEXT, -- JSON
  provider_ref TEXT NOT NULL,
  reason       TEXT NOT NULL,
  late         BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX attempt_serial ON attempt (serial);
CREATE INDEX attempt_request ON attempt (request, id);

CREATE TABLE event (
  request UUID NOT NULL,
  seq     INTEGER NOT NULL,
  at      BIGINT NOT NULL,
  kind    TEXT COLLATE "C" NOT NULL,
  actor   TEXT NOT NULL,
  payment TEXT NOT NULL, -- number
  attempt TEXT NOT NULL, -- reference
  letter  TEXT NOT NULL,
  data    TEXT, -- JSON
  PRIMARY KEY (request, seq)
);

-- What providers sent, as it came.
CREATE TABLE message (
  id       UUID NOT NULL PRIMARY KEY,
  provider TEXT COLLATE "C" NOT NULL,
  request  UUID,
  attempt  UUID,
  key      TEXT COLLATE "C" NOT NULL,
  verified BOOLEAN NOT NULL,
  channel  TEXT NOT NULL,
  result   TEXT NOT NULL,
  received BIGINT NOT NULL,
  raw      BYTEA NOT NULL
);
CREATE INDEX message_request ON message (request, id);
CREATE INDEX message_key ON message (provider, key) WHERE verified;
CREATE INDEX message_unverified ON message (attempt) WHERE NOT verified;

CREATE TABLE delivery (
  id          UUID NOT NULL PRIMARY KEY,
  kind        TEXT COLLATE "C" NOT NULL,
  institution TEXT COLLATE "C" NOT NULL,
  request     UUID NOT NULL,
  target      TEXT NOT NULL,
  letter      TEXT NOT NULL,
  letter_seq  INTEGER NOT NULL,
  state       TEXT COLLATE "C" NOT NULL,
  created     BIGINT NOT NULL,
  first_try   BIGINT,
  next_try    BIGINT,
  tries       INTEGER NOT NULL,
  last_result TEXT NOT NULL,
  done        BIGINT
);
CREATE INDEX delivery_request ON delivery (request, id);
CREATE INDEX delivery_institution ON delivery (institution, id);
CREATE INDEX delivery_state ON delivery (state, id);

CREATE TABLE delivery_try (
  delivery UUID NOT NULL,
  n        INTEGER NOT NULL,
  at       BIGINT NOT NULL,
  took     BIGINT NOT NULL, -- milliseconds
  status   INTEGER NOT NULL,
  result   TEXT NOT NULL,
  PRIMARY KEY (delivery, n)
);

CREATE TABLE attention (
  id          UUID NOT NULL PRIMARY KEY,
  kind        TEXT COLLATE "C" NOT NULL,
  institution TEXT COLLATE "C" NOT NULL,
  request     UUID,
  number      TEXT NOT NULL, -- of the request
  payment     TEXT NOT NULL, -- number
  amount      BIGINT NOT NULL,
  note        TEXT NOT NULL,
  created     BIGINT NOT NULL,
  resolved    BIGINT
);
CREATE INDEX attention_open ON attention (id) WHERE resolved IS NULL;
CREATE INDEX attention_request ON attention (request, id);

-- Kept for a day only, so that its random keys do no harm.
CREATE TABLE idempotent (
  institution TEXT COLLATE "C" NOT NULL,
  operation   TEXT COLLATE "C" NOT NULL,
  key         TEXT COLLATE "C" NOT NULL,
  digest      BYTEA NOT NULL,
  request     UUID NOT NULL,
  created     BIGINT NOT NULL,
  PRIMARY KEY (institution, operation, key)
);
CREATE INDEX idempotent_created ON idempotent (created);

-- Work that is due at a time of the business clock. The lease is of the machine
-- clock; 0 when nobody has the job. Rows come and go, so they are cleaned up
-- often: what is gone would else be read again by each search for due work.
CREATE TABLE job (
  kind        TEXT COLLATE "C" NOT NULL,
  ref         UUID NOT NULL,
  lane        TEXT COLLATE "C" NOT NULL,
  due         BIGINT NOT NULL,
  tries       INTEGER NOT NULL,
  rev         BIGINT NOT NULL,
  claim       BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  PRIMARY KEY (kind, ref)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX job_lane ON job (lane, due);

-- serial: the next serial that nobody has. catalogue: the last version.
CREATE TABLE counter (
  name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);
INSERT INTO counter (name, value) VALUES ('serial', 1), ('catalogue', 0);

-- How far the business clock is ahead of the machine clock, in milliseconds.
CREATE TABLE clock (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  ahead BIGINT NOT NULL CHECK (ahead >= 0)
);
INSERT INTO clock (id, ahead) VALUES (1, 0);

CREATE TABLE catalogue_version (
  version     BIGINT PRIMARY KEY,
  valid_from  BIGINT NOT NULL,
  imported    BIGINT NOT NULL,
  imported_by TEXT NOT NULL,
  digest      BYTEA NOT NULL,
  content     BYTEA NOT NULL
);
