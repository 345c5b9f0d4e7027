-- The address of a receipt is personal data with an end: some days after the
-- receipt was sent or given up, only its masked form is left.

-- +goose Up

ALTER TABLE delivery ADD COLUMN forgotten BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX delivery_remembered ON delivery (done) WHERE kind = 'receipt' AND NOT forgotten;
