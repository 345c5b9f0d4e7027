-- Of late money it is kept whether it counts: what the institution wanted when it
-- came cannot be told from what it wants now. Of money that came before, the
-- items that were raised for a person know it.

-- +goose Up

ALTER TABLE payment ADD COLUMN refund BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE payment SET refund = TRUE FROM attention a
 WHERE a.kind = 'to refund' AND a.request = payment.request AND a.payment = payment.number;
