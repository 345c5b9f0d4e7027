-- News: published events are numbered within their request, deliveries say which
-- one they tell of, and an idempotency key may keep the answer. What happened
-- before has no number, and is news to nobody any more.

-- +goose Up

ALTER TABLE request ADD COLUMN news_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN news INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN news INTEGER NOT NULL DEFAULT 0;
ALTER TABLE idempotent ADD COLUMN status INTEGER NOT NULL DEFAULT 0;
ALTER TABLE idempotent ADD COLUMN answer BYTEA;

-- An institution's documents are listed along the time of their issue.
DROP INDEX document_institution;
CREATE INDEX document_issued ON document (institution, issued, repository);
