-- Supporting documents, and links that let payers fetch a copy.

-- +goose Up

-- Repository is the serial of one of MM's numbers. The code is the only key here
-- that grows at a random place; there is one row for each paid request.
CREATE TABLE document (
  repository  BIGINT  PRIMARY KEY,
  id          UUID    NOT NULL,
  request     UUID    NOT NULL,
  seq         INTEGER NOT NULL, -- 1, 2, 3 … of the request; the last one counts
  institution TEXT COLLATE "C" NOT NULL,
  type        TEXT    NOT NULL,
  number      TEXT COLLATE "C" NOT NULL,
  issued      BIGINT  NOT NULL,
  code        TEXT COLLATE "C" NOT NULL,
  content     TEXT    NOT NULL  -- JSON, never changes
) WITH (autovacuum_vacuum_insert_scale_factor = 0.02);
CREATE UNIQUE INDEX document_request ON document (request, seq);
CREATE UNIQUE INDEX document_number ON document (number, institution);
CREATE INDEX document_institution ON document (institution, repository);
CREATE INDEX document_code ON document (code);

-- The last serial of each author's series in a year. The row is changed last in
-- a transaction, so that the next one of the series waits for the commit only.
-- A row changes with each document and has a page to itself for its versions.
CREATE TABLE document_series (
  institution TEXT COLLATE "C" NOT NULL,
  series      TEXT COLLATE "C" NOT NULL,
  year        INTEGER NOT NULL,
  last        BIGINT  NOT NULL,
  PRIMARY KEY (institution, series, year)
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

-- Kept until they expire, so that their random keys do little harm.
CREATE TABLE copy_link (
  digest  BYTEA   PRIMARY KEY, -- of the secret in the link
  request UUID    NOT NULL,
  created BIGINT  NOT NULL,
  expires BIGINT  NOT NULL,
  used    BIGINT
);
CREATE INDEX copy_link_expires ON copy_link (expires);
