package storetest

import (
	"encoding/binary"
	"sync/atomic"
	"time"

	"viss.gov.lv/mm/pay"
)

// start is the moment at which samples begin.
func start() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

// Samples makes requests and what belongs to them, each with identifiers and
// numbers of its own. It is safe for concurrent use.
type Samples struct {
	serial atomic.Uint64
	ids    atomic.Uint64
}

// NewSamples makes a source of samples whose numbers begin at a serial. Two
// sources for one database need ranges apart.
func NewSamples(serial uint64) *Samples {
	s := &Samples{}
	s.serial.Store(serial)
	s.ids.Store(serial << 16)
	return s
}

// ID makes an identifier, each later than the one before.
func (s *Samples) ID() pay.ID {
	var id pay.ID
	n := s.ids.Add(1)
	binary.BigEndian.PutUint64(id[:8], uint64(start().UnixMilli())<<16)
	id[6] = 0x70
	binary.BigEndian.PutUint64(id[8:], n)
	id[8] = id[8]&0x3f | 0x80
	return id
}

// Number makes a number.
func (s *Samples) Number() pay.Number { return pay.NumberOf(s.serial.Add(1)) }

// Request makes an open request of an institution with some payments.
func (s *Samples) Request(owner pay.InstitutionCode, payments int) *pay.Request {
	created := start()
	issue := created.Add(time.Hour)
	parent := s.ID()
	r := &pay.Request{
		ID: s.ID(), Number: s.Number(), Institution: owner, Step: "03G10", Catalogue: 3,
		Created: created, Expires: created.Add(30 * 24 * time.Hour),
		Total: pay.EUR(int64(payments) * 1210), State: pay.RequestOpen, Letter: pay.LetterProcess, EventSeq: 1,
		Payer: pay.Payer{FirstName: "Ernests", Name: "Paraudziņš", Code: "010190-12345", Email: "ernests@example.lv"},
		Detail: pay.Detail{
			ServiceName: pay.Text{LV: "Būvniecības iesniegums", EN: "Building application"},
			StepName:    pay.Text{LV: "Valsts nodeva"}, PaymentObject: "Iesniegums Nr. 17",
			ResponseURL: "https://example.lv/atbilde?id=", ServerResponseURL: "https://example.lv/zvans?id=",
			Offered: []pay.ProviderCode{"HABALV22", "DEMO0000"}, Preferred: "HABALV22",
			InvoiceIssueDate: &issue, Parent: &parent, Warnings: []string{"ClientInfo/ClientCode"},
			Extra: []pay.ExtraMember{{Name: "Note", Raw: "<Note>\u0000&amp;</Note>"}},
		},
	}
	for i := range payments {
		r.Payments = append(r.Payments, pay.Payment{
			Number:         s.Number(),
			Account:        pay.Account{IBAN: "LV62TREL2190474010000", Payee: "Valsts kase", RegistrationNo: "90000050138", BIC: "TRELLV22"},
			Classification: "09499", Purpose: "Iesniegums Nr. 17", Amount: 1210, State: pay.PaymentDue,
		})
		r.Detail.Lines = append(r.Detail.Lines, pay.Line{
			Position: "53", Name: pay.Text{LV: "Nodeva"}, Quantity: 1_000_000, Price: 1210, Amount: 1210, Payment: i,
		})
	}
	return r
}

// Created is the event that a new request comes with.
func (s *Samples) Created(r *pay.Request) pay.Event {
	return pay.Event{
		Request: r.ID, Seq: 1, At: r.Created, Kind: pay.EventCreated, Actor: "institution", Letter: r.Letter,
	}
}

// Expiry is the job that a new request comes with.
func (s *Samples) Expiry(r *pay.Request) pay.Job {
	return pay.Job{Kind: pay.JobExpire, Ref: r.ID, Lane: string(r.Institution), Due: r.Expires}
}

// Save writes what SavePaymentRequest writes.
func (s *Samples) Save(tx pay.Tx, r *pay.Request) {
	tx.AddRequest(r)
	tx.AddEvent(s.Created(r))
	tx.SetJob(s.Expiry(r))
}

// Attempt makes an attempt at a payment of a request.
func (s *Samples) Attempt(r *pay.Request, payment int) pay.Attempt {
	return pay.Attempt{
		ID: s.ID(), Request: r.ID, Payment: payment, Ref: s.Number(), Provider: "DEMO0000", Language: pay.Latvian,
		State: pay.AttemptIntended, Created: start().Add(time.Minute), Changed: start().Add(time.Minute),
		HoldUntil: start().Add(31 * time.Minute),
	}
}

// Delivery makes a waiting delivery for a request.
func (s *Samples) Delivery(r *pay.Request) pay.Delivery {
	return pay.Delivery{
		ID: s.ID(), Kind: pay.DeliverServerResponse, Institution: r.Institution, Request: r.ID,
		Target: r.Detail.ServerResponseURL, Letter: pay.LetterExecuted, LetterSeq: 1, State: pay.DeliveryWaiting,
		Created: start().Add(time.Hour), NextTry: start().Add(time.Hour),
	}
}
