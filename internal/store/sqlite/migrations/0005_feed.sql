-- The feed of each institution: its published events, numbered 1, 2, 3 … when
-- they are found committed. What was published before has no place in it.

-- +goose Up

-- Events that wait for their place, written by the transaction that made them.
-- Rows are there for a moment only.
CREATE TABLE feed_waiting (
  request     BLOB    NOT NULL,
  seq         INTEGER NOT NULL, -- of the event
  institution TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (request, seq)
) STRICT, WITHOUT ROWID;

-- Each feed grows at its end. Its last row says how far it goes, so that there is
-- no counter that could disagree.
CREATE TABLE feed (
  institution TEXT    NOT NULL,
  position    INTEGER NOT NULL,
  request     BLOB    NOT NULL,
  seq         INTEGER NOT NULL,
  PRIMARY KEY (institution, position)
) STRICT, WITHOUT ROWID;

-- Who numbers events; until is of the machine clock.
CREATE TABLE feed_lease (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  holder BLOB,
  until  INTEGER NOT NULL
) STRICT;
INSERT INTO feed_lease (id, until) VALUES (1, 0);
