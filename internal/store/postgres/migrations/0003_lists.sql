-- Lists of requests and payments for their institution, along the time of
-- creation, of expiry, or of the money. Payments carry their institution, so that
-- finding one institution's does not pass those of all others.

-- +goose Up

ALTER TABLE payment ADD COLUMN institution TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE payment SET institution = r.institution FROM request r WHERE r.id = payment.request;

CREATE INDEX request_created ON request (institution, created, serial);
CREATE INDEX request_expires ON request (institution, expires, serial);
CREATE INDEX payment_paid ON payment (institution, paid_at, serial) WHERE paid_at IS NOT NULL;
