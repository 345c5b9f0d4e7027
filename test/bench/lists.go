package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// listCallers is how many ask for lists at the same time: people at desks, not
// programs.
const listCallers = 4

// list is one kind of list call. Spans lie here and there in the past year.
type list struct {
	name   string
	method string
	days   int    // of the span
	span   string // the members that bound it, without From and Till
	more   string // further members
	whole  bool   // not in pages: timed until its first 100 rows have come
	other  bool   // for the institution that has one row in 500
}

// lists are what finance staff ask, and what finds little or nothing.
func lists() []list {
	const (
		requests, payments         = "getpaymentrequests", "getpayments"
		created, paid, expires     = "CreatedDate", "PaymentDate", "ExpirationDate"
		rare, none, exact, foreign = `"AmountFrom":"10000"`, `"AmountFrom":"99999"`, `"AmountFrom":"177.50","AmountTill":"177.5"`, `"Currency":"USD"`
		unpaid                     = `"OnlyNotPayed":true`
	)
	return []list{
		{name: "requests of a day", method: requests, days: 1, span: created},
		{name: "requests of a month", method: requests, days: 30, span: created},
		{name: "requests of a year", method: requests, days: 364, span: created},
		{name: "a month, the small institution", method: requests, days: 30, span: created, other: true},
		{name: "a month, unpaid (5 %)", method: requests, days: 30, span: created, more: unpaid},
		{name: "a month, unpaid, small institution", method: requests, days: 30, span: created, more: unpaid, other: true},
		{name: "a month, rare amounts (1 in 500)", method: requests, days: 30, span: created, more: rare},
		{name: "a month, an amount nobody has", method: requests, days: 30, span: created, more: none},
		{name: "a year, one amount (1 in 500)", method: requests, days: 364, span: created, more: exact},
		{name: "a year, rare amounts (1 in 500)", method: requests, days: 364, span: created, more: rare},
		{name: "a year, an amount nobody has", method: requests, days: 364, span: created, more: none},
		{name: "a year, rare amounts, unpaid (none)", method: requests, days: 364, span: created, more: rare + `,` + unpaid},
		{name: "a year, another currency (none)", method: requests, days: 364, span: created, more: foreign},
		{name: "terms that end in a week, unpaid", method: requests, days: 7, span: expires, more: unpaid},
		{name: "requests paid in a month", method: requests, days: 30, span: paid},
		{name: "paid in a month, rare amounts", method: requests, days: 30, span: paid, more: rare},
		{name: "payments of a day", method: payments, days: 1, span: paid},
		{name: "payments of a month", method: payments, days: 30, span: paid},
		{name: "payments of a year, small institution", method: payments, days: 364, span: paid, other: true},
		{name: "payments of a year, rare amounts", method: payments, days: 364, span: paid, more: rare},
		{name: "payments of a year, nobody's amount", method: payments, days: 364, span: paid, more: none},
		{name: "whole: requests of 12 hours", method: requests, days: 0, span: created, whole: true},
		{name: "whole: a month, rare amounts", method: requests, days: 30, span: created, more: rare, whole: true},
		{name: "whole: payments of 12 hours", method: payments, days: 0, span: paid, whole: true},
	}
}

// compareLists prints the time until the first hundred rows, beside what a bare
// handler and a bare query of a hundred rows take in the same run.
func (s settings) compareLists(ctx context.Context, p place, address string, mm *child) error {
	fmt.Printf("  lists: %d callers, %s each, time to the first 100 rows\n", listCallers, s.listTime)
	callers, err := clients(listCallers, mm.facts.CA, mm.facts.PlatformCert, mm.facts.PlatformKey)
	if err != nil {
		return err
	}
	var certs [2]string
	for i, file := range []string{mm.facts.ClientCert, mm.facts.OtherClientCert} {
		if certs[i], err = inBase64(file); err != nil {
			return err
		}
	}
	bare := s
	bare.workers, bare.duration = listCallers, s.listTime
	if err := bare.listFloors(ctx, p, address, mm); err != nil {
		return err
	}
	usage := newMeter(address, mm.cmd.Process.Pid)
	for _, l := range lists() {
		settle()
		rows, before := new(rowCounter), usage.used()
		one := driveTimed(ctx, listCallers, s.listTime, func(ctx context.Context, worker, n int) (time.Duration, error) {
			took, found, err := l.first(ctx, callers[worker], mm.facts.PaymentAPI, certs, n)
			rows.add(found)
			return took, err
		})
		one.spent = usage.used().minus(before)
		fmt.Printf("  %-37s %s   %3d rows   processor %6.1f ms\n", l.name, one, rows.median(), ms(one.spent.server+one.spent.database)/float64(max(1, len(one.times))))
	}
	return nil
}

// first asks for a list and gives the time until a hundred rows, or all that
// there are, have come.
func (l list) first(ctx context.Context, c *http.Client, address string, certs [2]string, n int) (time.Duration, int, error) {
	cert := certs[0]
	if l.other {
		cert = certs[1]
	}
	back := l.days + n*7919%(366-l.days)
	from := time.Now().AddDate(0, 0, -back)
	if l.span == "ExpirationDate" {
		from = from.AddDate(0, 0, 10)
	}
	format, till := time.DateOnly, from.AddDate(0, 0, l.days)
	if l.days == 0 {
		format, till = time.RFC3339, from.Add(12*time.Hour)
	}
	body := fmt.Sprintf(`{"MM_Cert":"%s","%[2]sFrom":"%[3]s","%[2]sTill":"%[4]s"`, cert, l.span, from.Format(format), till.Format(format))
	if l.more != "" {
		body += "," + l.more
	}
	if !l.whole {
		body += `,"Limit":100`
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+l.method, bytes.NewReader([]byte(body+"}")))
	if err != nil {
		return 0, 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	began := time.Now()
	answer, err := c.Do(request)
	if err != nil {
		return time.Since(began), 0, err
	}
	defer func() { _ = answer.Body.Close() }() // read to its end below
	if answer.StatusCode != http.StatusOK {
		_, _ = io.Copy(io.Discard, answer.Body) // the header tells what it was
		return time.Since(began), 0, fmt.Errorf("%s: %s, %s", l.name, answer.Status, answer.Header.Get("MM-Error"))
	}
	rows, err := readRows(answer.Body, 100)
	took := time.Since(began)
	_, _ = io.Copy(io.Discard, answer.Body) // so that the connection can be used again
	return took, rows, err
}

// readRows reads rows of a JSON array up to a number.
func readRows(r io.Reader, most int) (int, error) {
	d := json.NewDecoder(r)
	if _, err := d.Token(); err != nil {
		return 0, err
	}
	n := 0
	for ; n < most && d.More(); n++ {
		var row json.RawMessage
		if err := d.Decode(&row); err != nil {
			return n, err
		}
	}
	return n, nil
}

// rowCounter keeps how many rows calls gave.
type rowCounter struct {
	mu  sync.Mutex
	all []int
}

func (c *rowCounter) add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, n)
}

func (c *rowCounter) median() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.all) == 0 {
		return 0
	}
	slices.Sort(c.all)
	return c.all[len(c.all)/2]
}
