-- Supporting documents, and links that let payers fetch a copy.

-- +goose Up

-- The rowid is the repository number, the serial of one of MM's numbers. The
-- code is the only key here that grows at a random place; there is one row for
-- each paid request.
CREATE TABLE document (
  repository  INTEGER PRIMARY KEY,
  id          BLOB    NOT NULL,
  request     BLOB    NOT NULL,
  seq         INTEGER NOT NULL, -- 1, 2, 3 … of the request; the last one counts
  institution TEXT    NOT NULL,
  type        TEXT    NOT NULL,
  number      TEXT    NOT NULL,
  issued      INTEGER NOT NULL,
  code        TEXT    NOT NULL,
  content     TEXT    NOT NULL  -- JSON, never changes
) STRICT;
CREATE UNIQUE INDEX document_request ON document (request, seq);
CREATE UNIQUE INDEX document_number ON document (number, institution);
CREATE INDEX document_institution ON document (institution, repository);
CREATE INDEX document_code ON document (code);

-- The last serial of each author's series in a year. The row is changed last in
-- a transaction, so that the next one of the series waits for the commit only.
CREATE TABLE document_series (
  institution TEXT    NOT NULL,
  series      TEXT    NOT NULL,
  year        INTEGER NOT NULL,
  last        INTEGER NOT NULL,
  PRIMARY KEY (institution, series, year)
) STRICT, WITHOUT ROWID;

-- Kept until they expire, so that their random keys do little harm.
CREATE TABLE copy_link (
  digest  BLOB    NOT NULL PRIMARY KEY, -- of the secret in the link
  request BLOB    NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  used    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_link_expires ON copy_link (expires);
