package store

import (
	"context"
	"fmt"

	"viss.gov.lv/mm/pay"
)

const (
	selectRequest = `SELECT id, number, institution, step, catalogue, created, expires, total, currency,
 state, partly_paid, closed, letter, letter_seq, event_seq, news_seq, payer, detail FROM request WHERE id = $1`
	selectPayments = `SELECT number, iban, payee, payee_registration, payee_bic, classification, purpose, amount,
 state, other, provider, paid_by, paid_at, late, refund FROM payment WHERE request = $1 ORDER BY idx`
	insertRequest = `INSERT INTO request (serial, id, number, institution, step, catalogue, created, expires, total,
 currency, state, partly_paid, closed, letter, letter_seq, event_seq, news_seq, payer, detail)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`
	insertPayment = `INSERT INTO payment (serial, request, idx, number, iban, payee, payee_registration, payee_bic,
 classification, purpose, amount, state, other, provider, paid_by, paid_at, late, institution, refund)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`
	updateRequest = `UPDATE request SET state = $1, partly_paid = $2, closed = $3, letter = $4, letter_seq = $5,
 event_seq = $6, news_seq = $7 WHERE id = $8`
	updatePayment = `UPDATE payment SET state = $1, other = $2, provider = $3, paid_by = $4, paid_at = $5, late = $6,
 refund = $7 WHERE request = $8 AND idx = $9`
)

// Letter is whose a request is and its letter. It is one lookup in one index.
func (s *Store) Letter(ctx context.Context, id pay.ID) (pay.InstitutionCode, pay.Letter, error) {
	var (
		owner  pay.InstitutionCode
		letter pay.Letter
		found  bool
	)
	err := s.read(ctx, "read the letter", Query{
		SQL:  `SELECT institution, letter FROM request WHERE id = $1`,
		Many: `SELECT id, institution, letter FROM request WHERE id = ANY($1)`,
		Args: []any{id[:]},
		Each: func(row Row) error {
			found = true
			return row.Scan(&owner, &letter)
		},
	})
	if err == nil && !found {
		err = pay.ErrNotFound
	}
	return owner, letter, err
}

// Request reads a request with its payments and attempts.
func (s *Store) Request(ctx context.Context, id pay.ID) (*pay.Request, error) {
	r, queries := readRequest(id, "")
	if err := s.read(ctx, "read the request", queries...); err != nil {
		return nil, err
	}
	if r.ID.IsZero() {
		return nil, pay.ErrNotFound
	}
	return r, nil
}

// FindRequest finds a request by its number, or that of a payment or attempt.
func (s *Store) FindRequest(ctx context.Context, n pay.Number) (pay.ID, error) {
	serial, err := n.Serial()
	if err != nil {
		return pay.ID{}, pay.ErrNotFound
	}
	var id pay.ID
	err = s.read(ctx, "find a number", Query{
		SQL: `SELECT id FROM request WHERE serial = $1 UNION ALL
 SELECT request FROM payment WHERE serial = $2 UNION ALL
 SELECT request FROM attempt WHERE serial = $3`,
		Args: []any{int64(serial), int64(serial), int64(serial)},
		Each: func(row Row) error { return row.Scan(identifier{&id}) },
	})
	if err == nil && id.IsZero() {
		err = pay.ErrNotFound
	}
	return id, err
}

// readRequest gives the queries that fill a request; its ID stays zero when
// there is none.
func readRequest(id pay.ID, lock string) (*pay.Request, []Query) {
	r := new(pay.Request)
	key := []any{id[:]}
	return r, []Query{
		{SQL: selectRequest + lock, Args: key, Each: func(row Row) error {
			return row.Scan(identifier{&r.ID}, &r.Number, &r.Institution, &r.Step, &r.Catalogue, moment{&r.Created},
				moment{&r.Expires}, &r.Total.Minor, &r.Total.Currency, &r.State, &r.PartlyPaid, moment{&r.Closed},
				&r.Letter, &r.LetterSeq, &r.EventSeq, &r.NewsSeq, document{&r.Payer}, document{&r.Detail})
		}},
		{SQL: selectPayments, Args: key, Each: func(row Row) error {
			p := pay.Payment{}
			err := row.Scan(&p.Number, &p.Account.IBAN, &p.Account.Payee, &p.Account.RegistrationNo, &p.Account.BIC,
				&p.Classification, &p.Purpose, &p.Amount, &p.State, &p.Other, &p.Provider, identifier{&p.PaidBy},
				moment{&p.PaidAt}, &p.Late, &p.Refund)
			r.Payments = append(r.Payments, p)
			return err
		}},
		{SQL: selectAttempts, Args: key, Each: func(row Row) error {
			a := pay.Attempt{}
			err := scanAttempt(row, &a)
			r.Attempts = append(r.Attempts, a)
			return err
		}},
	}
}

// AddRequest implements pay.Tx.
func (t *tx) AddRequest(r *pay.Request) {
	payer, err := encoded(r.Payer)
	if err != nil {
		t.fail(err)
		return
	}
	detail, err := encoded(r.Detail)
	if err != nil {
		t.fail(err)
		return
	}
	t.holdOf(r)
	t.write(insertRequest, t.serial(r.Number), r.ID[:], string(r.Number), text(r.Institution), text(r.Step), r.Catalogue,
		millis(r.Created), millis(r.Expires), r.Total.Minor, text(r.Total.Currency), text(r.State), r.PartlyPaid,
		millis(r.Closed), text(r.Letter), int64(r.LetterSeq), int64(r.EventSeq), int64(r.NewsSeq),
		payer, detail)
	for i := range r.Payments {
		p := &r.Payments[i]
		t.write(insertPayment, t.serial(p.Number), r.ID[:], int64(i), string(p.Number), text(p.Account.IBAN),
			text(p.Account.Payee), text(p.Account.RegistrationNo), text(p.Account.BIC), text(p.Classification),
			text(p.Purpose), p.Amount, text(p.State), p.Other, text(p.Provider), uuid(p.PaidBy), millis(p.PaidAt), p.Late,
			text(r.Institution), p.Refund)
	}
}

// SaveRequest implements pay.Tx.
func (t *tx) SaveRequest(r *pay.Request) {
	t.held("request", r.ID)
	t.write(updateRequest, text(r.State), r.PartlyPaid, millis(r.Closed), text(r.Letter), int64(r.LetterSeq),
		int64(r.EventSeq), int64(r.NewsSeq), r.ID[:])
}

// SavePayment implements pay.Tx.
func (t *tx) SavePayment(r *pay.Request, index int) {
	t.held("request", r.ID)
	if index < 0 || index >= len(r.Payments) {
		t.fail(fmt.Errorf("request %s has no payment %d", r.ID, index))
		return
	}
	p := &r.Payments[index]
	t.write(updatePayment, text(p.State), p.Other, text(p.Provider), uuid(p.PaidBy), millis(p.PaidAt), p.Late,
		p.Refund, r.ID[:], int64(index))
}
