package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"viss.gov.lv/mm/pay"
)

// document is a confirmation of a request that has not got its number yet.
func (s *Samples) document(r *pay.Request) *pay.Document {
	return &pay.Document{
		ID: s.ID(), Repository: int64(s.serial.Add(1)), Institution: r.Institution, Type: pay.DocumentConfirmation,
		Issued: at(time.Hour), Date: pay.DayOf(at(time.Hour)), Request: r.ID, RequestNumber: r.Number,
		Payer: pay.DocumentPayer{Name: "Ernests Paraudziņš"}, Currency: pay.Euro, Total: r.Total.Minor,
	}
}

// finish gives a document its number, and a code that is as unique.
func finish(d *pay.Document) func(int64) error {
	return func(serial int64) error {
		number, err := pay.DocumentNumberOf(pay.DocumentSeries(d.Institution), pay.DocumentYear(d.Issued), serial)
		d.Number, d.Verification = number, pay.Verification{Code: fmt.Sprintf("%s-%d", d.Institution, serial)}
		return err
	}
}

// issue adds a document under the request's lock.
func issue(ctx context.Context, s Store, d *pay.Document, finish func(int64) error) error {
	return s.Update(ctx, func(tx pay.Tx) error {
		if _, err := tx.Lock(d.Request); err != nil {
			return err
		}
		tx.AddDocument(d, finish)
		return nil
	})
}

func (f *fixture) issued(r *pay.Request) *pay.Document {
	f.Helper()
	d := f.document(r)
	if err := issue(f.Context(), f.s, d, finish(d)); err != nil {
		f.Fatal(err)
	}
	return d
}

func documentsComeBack(f *fixture) {
	r, other := f.saved("VRAA", 1), f.saved("VRAA", 1)
	_, err := f.s.LatestDocument(f.Context(), r.ID)
	f.fails("the document of a request without any", err, pay.ErrNotFound)

	first, foreign, second := f.issued(r), f.issued(f.saved("RD", 1)), f.issued(r)
	for _, want := range []struct {
		d      *pay.Document
		number pay.DocumentNumber
	}{{first, "VRAA-2026-000001"}, {foreign, "RD-2026-000001"}, {second, "VRAA-2026-000002"}} {
		if want.d.Number != want.number {
			f.Errorf("number %s, want %s", want.d.Number, want.number)
		}
		got := need(f, func(ctx context.Context) (*pay.Document, error) {
			return f.s.DocumentByCode(ctx, want.d.Verification.Code)
		})
		f.same("document by its code", want.d, got)
	}
	latest := need(f, func(ctx context.Context) (*pay.Document, error) { return f.s.LatestDocument(ctx, r.ID) })
	f.same("latest document", second, latest)
	f.update(func(tx pay.Tx) error {
		if _, err := tx.Lock(r.ID); err != nil {
			return err
		}
		got, err := tx.LatestDocument(r.ID)
		f.same("latest document in a transaction", second, got)
		return err
	})
	for name, list := range map[string]struct {
		filter pay.DocumentFilter
		want   []pay.Document
	}{
		"all":            {pay.DocumentFilter{}, []pay.Document{*second, *foreign, *first}},
		"institution":    {pay.DocumentFilter{Institution: "VRAA"}, []pay.Document{*second, *first}},
		"request":        {pay.DocumentFilter{Request: r.ID}, []pay.Document{*second, *first}},
		"number":         {pay.DocumentFilter{Number: "VRAA-2026-000001"}, []pay.Document{*first}},
		"limit":          {pay.DocumentFilter{Limit: 1}, []pay.Document{*second}},
		"none":           {pay.DocumentFilter{Request: other.ID}, nil},
		"unknown number": {pay.DocumentFilter{Number: "VRAA-2026-000003"}, nil},
		"older":          {pay.DocumentFilter{Older: second.Repository}, []pay.Document{*foreign, *first}},
		"older, VRAA":    {pay.DocumentFilter{Institution: "VRAA", Older: second.Repository}, []pay.Document{*first}},
		"older, request": {pay.DocumentFilter{Request: r.ID, Older: second.Repository}, []pay.Document{*first}},
		"oldest":         {pay.DocumentFilter{Institution: "VRAA", Older: first.Repository}, nil},
		"issued since":   {pay.DocumentFilter{Institution: "RD", Issued: pay.Span{From: at(time.Hour)}}, []pay.Document{*foreign}},
		"issued before":  {pay.DocumentFilter{Institution: "VRAA", Issued: pay.Span{Before: at(time.Hour)}}, nil},
		"issued within":  {pay.DocumentFilter{Institution: "VRAA", Issued: pay.Span{From: at(0), Before: at(2 * time.Hour)}}, []pay.Document{*second, *first}},
	} {
		got := need(f, func(ctx context.Context) ([]pay.Document, error) { return f.s.Documents(ctx, list.filter) })
		f.same("list by "+name, list.want, got)
	}
	_, err = f.s.DocumentByCode(f.Context(), "none")
	f.fails("an unknown code", err, pay.ErrNotFound)
}

var errRefused = errors.New("refused")

func failedDocumentTakesNoNumber(f *fixture) {
	r := f.saved("VRAA", 1)
	d := f.document(r)
	f.fails("a document that cannot be finished", issue(f.Context(), f.s, d, func(int64) error { return errRefused }), errRefused)
	if err := f.s.Update(f.Context(), func(tx pay.Tx) error {
		tx.AddDocument(d, finish(d))
		return nil
	}); err == nil {
		f.Error("a document was issued for a request that was not locked")
	}
	err := f.s.Update(f.Context(), func(tx pay.Tx) error {
		if _, err := tx.Lock(r.ID); err != nil {
			return err
		}
		tx.AddDocument(d, finish(d))
		tx.AddDocument(d, finish(d))
		return nil
	})
	if err == nil {
		f.Error("a transaction issued two documents")
	}
	if got := f.issued(r); got.Number != "VRAA-2026-000001" {
		f.Errorf("the first document has the number %s", got.Number)
	}
	next := f.document(r)
	next.Issued = time.Date(2026, 12, 31, 22, 0, 0, 0, time.UTC) // new year in Riga
	if err := issue(f.Context(), f.s, next, finish(next)); err != nil || next.Number != "VRAA-2027-000001" {
		f.Errorf("the first document of the next year is %s, %v", next.Number, err)
	}
}

// A transaction that issues a document writes the rest before it counts.
func documentWithTheRest(f *fixture) {
	r := f.saved("VRAA", 1)
	d, key := f.document(r), f.key("k", at(0))
	add := func() error {
		return f.s.Update(f.Context(), func(tx pay.Tx) error {
			r, err := tx.Lock(r.ID)
			if err != nil {
				return err
			}
			r.State, r.EventSeq = pay.RequestPaid, r.EventSeq+1
			tx.AddDocument(d, finish(d))
			tx.SaveRequest(r)
			tx.AddEvent(pay.Event{Request: r.ID, Seq: r.EventSeq, At: at(0), Kind: pay.EventRequestPaid})
			tx.AddIdempotent(key)
			return nil
		})
	}
	if err := add(); err != nil {
		f.Fatal(err)
	}
	if got := f.request(r.ID); got.State != pay.RequestPaid || got.EventSeq != 2 {
		f.Errorf("request is %s with %d events", got.State, got.EventSeq)
	}
	d = f.document(r)
	f.fails("a key that is taken", add(), pay.ErrTaken)
}

// seriesLength is how many documents the instances issue at once.
const seriesLength = 1000

// Two instances issue for two institutions at the same time; some transactions
// come to nothing. Each institution has all numbers from 1 on, each once.
func consecutiveNumbers(f *fixture) {
	instances := []Store{f.s, f.open()}
	owners := []pay.InstitutionCode{"VRAA", "RD"}
	work := make(chan *pay.Document, 2*seriesLength)
	for i := range 2 * seriesLength {
		r := f.Request(owners[i%2], 1)
		f.update(func(tx pay.Tx) error {
			tx.AddRequest(r)
			return nil
		})
		work <- f.document(r)
	}
	close(work)
	var all sync.WaitGroup
	for n := range Callers {
		all.Go(func() {
			count := 0
			for d := range work {
				if count++; count%7 == 0 {
					if err := issue(f.Context(), instances[n%2], d, func(int64) error { return errRefused }); !errors.Is(err, errRefused) {
						f.Errorf("refused: %v", err)
					}
				}
				if err := issue(f.Context(), instances[n%2], d, finish(d)); err != nil {
					f.Error(err)
				}
			}
		})
	}
	all.Wait()
	for _, owner := range owners {
		got := need(f, func(ctx context.Context) ([]pay.Document, error) {
			return f.s.Documents(ctx, pay.DocumentFilter{Institution: owner, Limit: 2 * seriesLength})
		})
		var numbers, want []pay.DocumentNumber
		for i := range got {
			numbers = append(numbers, got[i].Number)
		}
		slices.Sort(numbers)
		for n := range int64(seriesLength) {
			number, err := pay.DocumentNumberOf(string(owner), 2026, n+1)
			if err != nil {
				f.Fatal(err)
			}
			want = append(want, number)
		}
		f.same("numbers of "+string(owner), want, numbers)
	}
}

func copyLinks(f *fixture) {
	link := pay.CopyLink{Digest: [32]byte{1, 31: 2}, Request: f.ID(), Created: at(0), Expires: at(pay.CopyLinkTerm)}
	short := pay.CopyLink{Digest: [32]byte{2}, Request: f.ID(), Created: at(0), Expires: at(time.Hour)}
	for _, l := range []pay.CopyLink{link, short} {
		if err := f.s.AddCopyLink(f.Context(), l); err != nil {
			f.Fatal(err)
		}
	}
	open := func(digest [32]byte, after time.Duration) bool {
		return need(f, func(ctx context.Context) (bool, error) { return f.s.CopyLinkOpen(ctx, digest, at(after)) })
	}
	if !open(link.Digest, pay.CopyLinkTerm-time.Millisecond) || open(link.Digest, pay.CopyLinkTerm) || open([32]byte{9}, 0) {
		f.Error("a link is open until it expires, and no other is")
	}
	_, err := f.s.UseCopyLink(f.Context(), short.Digest, at(time.Hour))
	f.fails("a link that has expired", err, pay.ErrNotFound)
	var (
		all  sync.WaitGroup
		mu   sync.Mutex
		used []pay.ID
	)
	for range 8 {
		all.Go(func() {
			id, err := f.s.UseCopyLink(f.Context(), link.Digest, at(time.Minute))
			if err != nil && !errors.Is(err, pay.ErrNotFound) {
				f.Error(err)
			}
			if err == nil {
				mu.Lock()
				used = append(used, id)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	f.same("those who could use the link", []pay.ID{link.Request}, used)
	if open(link.Digest, time.Minute) {
		f.Error("a used link is open")
	}
	for _, want := range []int{1, 0} {
		if n, err := f.s.PurgeCopyLinks(f.Context(), at(2*time.Hour), 10); err != nil || n != want {
			f.Errorf("purged %d, %v, want %d", n, err, want)
		}
	}
}
