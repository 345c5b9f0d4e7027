package store

import (
	"context"

	"viss.gov.lv/mm/pay"
)

const (
	insertEvent = `INSERT INTO event (request, seq, news, at, kind, actor, payment, attempt, letter, data)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	selectEvents = `SELECT request, seq, news, at, kind, actor, payment, attempt, letter, data FROM event
 WHERE request = $1 ORDER BY seq`
	insertMessage = `INSERT INTO message (id, provider, request, attempt, key, verified, channel, result, received, raw)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	selectMessages = `SELECT id, provider, request, attempt, key, verified, channel, result, received, raw FROM message
 WHERE request = $1 ORDER BY id`
	countVerified   = `SELECT count(*) FROM message WHERE provider = $1 AND key = $2 AND verified`
	countUnverified = `SELECT key, count(*) FROM message WHERE attempt = $1 AND NOT verified GROUP BY key`
)

// Events lists what happened to a request, in order.
func (s *Store) Events(ctx context.Context, request pay.ID) ([]pay.Event, error) {
	var events []pay.Event
	err := s.read(ctx, "read the events", Query{SQL: selectEvents, Args: []any{request[:]}, Each: func(row Row) error {
		e := pay.Event{}
		err := row.Scan(identifier{&e.Request}, &e.Seq, &e.News, moment{&e.At}, &e.Kind, &e.Actor, &e.Payment, &e.Attempt,
			&e.Letter, document{&e.Data})
		events = append(events, e)
		return err
	}})
	return events, err
}

// Messages lists what providers sent about a request, in order.
func (s *Store) Messages(ctx context.Context, request pay.ID) ([]pay.StoredMessage, error) {
	var messages []pay.StoredMessage
	err := s.read(ctx, "read the messages", Query{SQL: selectMessages, Args: []any{request[:]}, Each: func(row Row) error {
		m := pay.StoredMessage{}
		err := row.Scan(identifier{&m.ID}, &m.Provider, identifier{&m.Request}, identifier{&m.Attempt}, &m.Key,
			&m.Verified, &m.Channel, &m.Result, moment{&m.Received}, &m.Raw)
		messages = append(messages, m)
		return err
	}})
	return messages, err
}

// AddEvent implements pay.Tx.
func (t *tx) AddEvent(e pay.Event) {
	var data any
	if len(e.Data) > 0 {
		d, err := encoded(e.Data)
		if err != nil {
			t.fail(err)
			return
		}
		data = d
	}
	t.write(insertEvent, e.Request[:], int64(e.Seq), int64(e.News), millis(e.At), text(e.Kind), text(e.Actor),
		text(e.Payment), text(e.Attempt), text(e.Letter), data)
	if e.News > 0 {
		t.awaitPlace(e)
	}
}

// AddMessage implements pay.Tx.
func (t *tx) AddMessage(m pay.StoredMessage) {
	raw := m.Raw
	if raw == nil {
		raw = []byte{}
	}
	t.write(insertMessage, m.ID[:], text(m.Provider), uuid(m.Request), uuid(m.Attempt), text(m.Key), m.Verified,
		text(m.Channel), text(m.Result), millis(m.Received), raw)
}
