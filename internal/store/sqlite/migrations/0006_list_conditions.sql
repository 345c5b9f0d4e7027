-- Lists by what few rows meet: an amount, or to be unpaid still. Along the time
-- an index holds what never changes and is often asked for, so that passing
-- what does not match touches no row. It holds amounts as a sum with zero, so
-- that a list is read along the index that was chosen for it and no other.

-- +goose Up

DROP INDEX request_created;
DROP INDEX request_expires;
DROP INDEX payment_paid;
CREATE INDEX request_created ON request (institution, created, serial, (total + 0), expires);
CREATE INDEX request_expires ON request (institution, expires, serial, (total + 0), created);
CREATE INDEX request_unpaid ON request (institution, created, serial, (total + 0), expires) WHERE state <> 'paid';
CREATE INDEX request_unpaid_expires ON request (institution, expires, serial, (total + 0), created) WHERE state <> 'paid';
CREATE INDEX request_total ON request (institution, total, created, serial);
CREATE INDEX request_foreign ON request (institution) WHERE currency <> 'EUR';
CREATE INDEX payment_paid ON payment (institution, paid_at, serial, (amount + 0)) WHERE paid_at IS NOT NULL;
CREATE INDEX payment_amount ON payment (institution, amount, paid_at, serial) WHERE paid_at IS NOT NULL;
