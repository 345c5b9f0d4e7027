-- The feed of each institution: its published events, numbered 1, 2, 3 … when
-- they are found committed. What was published before has no place in it.

-- +goose Up

-- Events that wait for their place, written by the transaction that made them.
-- Rows are there for a moment only, so they are cleaned up often, as jobs are.
CREATE TABLE feed_waiting (
  request     UUID NOT NULL,
  seq         INTEGER NOT NULL, -- of the event
  institution TEXT COLLATE "C" NOT NULL,
  at          BIGINT NOT NULL,
  PRIMARY KEY (request, seq)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- Each feed grows at its end. Its last row says how far it goes, so that there is
-- no counter that could disagree.
CREATE TABLE feed (
  institution TEXT COLLATE "C" NOT NULL,
  position    BIGINT NOT NULL,
  request     UUID NOT NULL,
  seq         INTEGER NOT NULL,
  PRIMARY KEY (institution, position)
);

-- Who numbers events; until is of the machine clock. The one row is touched by
-- those who number only, and has a page to itself for its versions.
CREATE TABLE feed_lease (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  holder UUID,
  until  BIGINT NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
INSERT INTO feed_lease (id, until) VALUES (1, 0);
