package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/internal/store"
	"viss.gov.lv/mm/internal/store/postgres"
	"viss.gov.lv/mm/internal/store/sqlite"
	"viss.gov.lv/mm/pay"
)

// openStore opens a new database of a place with its schema.
func openStore(ctx context.Context, address string) (*store.Store, error) {
	var db *store.Store
	var err error
	if strings.Contains(address, "://") {
		db, err = postgres.Open(ctx, address, postgres.Options{Connections: 16})
	} else {
		db, err = sqlite.Open(ctx, address, sqlite.Options{})
	}
	if err != nil {
		return nil, err
	}
	return db, db.Migrate(ctx)
}

// maker makes requests as the server would have made them of the message save.
type maker struct{ catalogue *pay.Catalogue }

func newMaker() (maker, error) {
	c, err := catalogue.Sample(nil)
	return maker{c}, err
}

func (m maker) request(serial uint64, now time.Time) (*pay.Request, error) {
	id, err := pay.NewID(now, rand.Reader)
	if err != nil {
		return nil, err
	}
	text := func(s string) *string { return &s }
	r, err := pay.Compose(pay.Draft{
		ServiceStep: "02Y70", PaymentObject: "02Y70 payment", SwiftCode: "DEMO0000",
		ResponseURL: "http://jusu-response-url", ServerResponseURL: "http://jusu-response-url-s2s",
		Payer: pay.Payer{
			FirstName: "Ernests", Name: "Paraudziņš", Code: "31129900000", Email: "e@p.lv",
			Phone: "26620000", Address: "Rātslaukums 1, LV-1050, Rīga",
		},
		HasPriceList: true,
		Lines: []pay.DraftLine{
			{Item: text("1"), ItemName: text("Quantity"), Position: text("53")},
			{Item: text("12.12"), ItemName: text("Amount"), Position: text("54")},
		},
	}, pay.Composition{ID: id, Number: pay.NumberOf(serial), Owner: catalogue.SampleInstitution, Catalogue: m.catalogue, Now: now})
	if err != nil {
		return nil, err
	}
	for i := range r.Payments {
		r.Payments[i].Number = pay.NumberOf(serial + 1 + uint64(i))
	}
	r.EventSeq = 1
	return r, nil
}

// write puts a request and what belongs to it into a transaction, row for row
// what the server writes.
func write(tx pay.Tx, r *pay.Request) {
	tx.AddRequest(r)
	tx.AddEvent(pay.Event{
		Request: r.ID, Seq: 1, At: r.Created, Kind: pay.EventCreated, Actor: "institution", Letter: r.Letter,
		Data: map[string]string{"total": r.Total.String(), "step": string(r.Step), "caller": strings.Repeat("0", 64)},
	})
	if r.State != pay.RequestOpen {
		return
	}
	tx.SetJob(pay.Job{Kind: pay.JobExpire, Ref: r.ID, Lane: "expiry VRAA", Due: r.Expires})
}

// bareRows is what the store takes of such requests without anything before
// it: the same rows, the same transactions, grouped in the same way.
type bareRows struct {
	db    *store.Store
	maker maker
	next  atomic.Uint64
}

func openBareRows(ctx context.Context, address string) (*bareRows, error) {
	db, err := openStore(ctx, address)
	if err != nil {
		return nil, err
	}
	m, err := newMaker()
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &bareRows{db: db, maker: m}, nil
}

func (b *bareRows) close() error { return b.db.Close() }

func (b *bareRows) write(ctx context.Context, _, _ int) error {
	r, err := b.maker.request(b.next.Add(1)*10, time.Now().UTC().Truncate(time.Millisecond))
	if err != nil {
		return err
	}
	return b.db.Update(ctx, func(tx pay.Tx) error {
		write(tx, r)
		return nil
	})
}

// floorAnswer is as long as the answer to a status call.
const floorAnswer = `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><CheckPaymentRequestStatusResponse xmlns="http://ivis.eps.gov.lv/MM/PaymentRequestService/v1-0"><CheckPaymentRequestStatusResult>P</CheckPaymentRequestStatusResult></CheckPaymentRequestStatusResponse></s:Body></s:Envelope>`

// serveFloor is the bare handler behind the same TLS: it asks for a client
// certificate, reads the body and answers a fixed text.
func serveFloor(ctx context.Context, dir string) error {
	certificate, err := tls.LoadX509KeyPair(filepath.Join(dir, "certificates", "server.pem"), filepath.Join(dir, "certificates", "server-key.pem"))
	if err != nil {
		return err
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate},
		ClientAuth: tls.RequestClientCert, NextProtos: []string{"http/1.1"},
	})
	if err != nil {
		return err
	}
	server := &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = io.WriteString(w, floorAnswer) // the caller sees it if it fails
	})}
	_, port, _ := strings.Cut(listener.Addr().String(), ":")
	fmt.Println("https://localhost:" + port)
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	_ = server.Serve(listener) // ends with Close
	return nil
}

// bareTLS is the bare handler, in a process of its own like the server, with
// its callers.
type bareTLS struct {
	process *exec.Cmd
	address string
	callers []*http.Client
}

func startBareTLS(ctx context.Context, dir string, workers int, c *child) (*bareTLS, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	b := &bareTLS{process: exec.CommandContext(ctx, self, "-floor-tls", dir)}
	out, err := b.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if b.callers, err = c.clients(workers); err != nil {
		return nil, err
	}
	if err := b.process.Start(); err != nil {
		return nil, err
	}
	if _, err := fmt.Fscanln(out, &b.address); err != nil {
		b.stop()
		return nil, fmt.Errorf("start the bare handler: %w", err)
	}
	return b, nil
}

func (b *bareTLS) call(ctx context.Context, worker, _ int) error {
	_, err := post(ctx, b.callers[worker], b.address, fmt.Appendf(nil, check, "01a201f4-334f-770d-9b17-e41292103a97"))
	return err
}

// bareTLS is one series of calls of the bare handler.
func (s settings) bareTLS(ctx context.Context, dir string, c *child) (series, error) {
	b, err := startBareTLS(ctx, dir, s.workers, c)
	if err != nil {
		return series{}, err
	}
	defer b.stop()
	return drive(ctx, s.workers, s.duration, b.call), nil
}

func (b *bareTLS) stop() {
	_ = b.process.Process.Kill()
	_ = b.process.Wait() // killed
}

// settle lets the processors come to rest between series.
func settle() {
	runtime.GC()
	time.Sleep(500 * time.Millisecond)
}
