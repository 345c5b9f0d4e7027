package paymentapi

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// printed is MM_Cert as the guide prints it.
const printed = "MIIM1QIBAzCCDJEGCSqGSIb3DQEHAaCCDIIEggx+MII ... P63AgIH0A=="

// fixture is a Handler with a cashier and lists that answer what a test says.
type fixture struct {
	Config
	world   *paytest.World
	request *pay.Request // the one that there is; nil: any identifier is known
	fail    error        // what use cases and lists answer instead
	number  int64

	callers  []pay.Caller
	drafts   []pay.Draft
	keys     []string
	invoices [][]string
	requestF []pay.RequestFilter
	paymentF []pay.PaymentFilter
	limits   []int
	rows     []pay.RequestRow
	paid     []pay.PaymentRow
	calls    []Call
	log      bytes.Buffer
}

func newFixture() *fixture {
	f := &fixture{world: paytest.NewWorld(), number: 12128}
	f.Config = Config{
		Cashier: f, Lists: f,
		Platform: func(r *http.Request) (pay.Caller, error) {
			role := pay.RolePlatform
			if r.Header.Get("Test-Role") != "" {
				role = pay.Role(r.Header.Get("Test-Role"))
			}
			return pay.Caller{Roles: []pay.Role{role}, Subject: "platform"}, nil
		},
		Named: func(certificate string) (pay.Caller, error) {
			switch certificate {
			case "":
				return pay.Caller{}, pay.Fail(pay.CodeNoCertificate, nil)
			case printed:
				return pay.Caller{Institution: paytest.Owner, Roles: []pay.Role{pay.RoleInstitution}, Subject: "ab12"}, nil
			}
			return pay.Caller{}, pay.Fail(pay.CodeUnknownCertificate, nil)
		},
		Institution: func(c pay.InstitutionCode) string { return string(c) },
		PaymentURL:  "https://epakvisstv.vraa.gov.lv/MM/WebUI2/Payments/?id=",
		BodyBytes:   1 << 20, BodyTimeout: time.Minute, ListRows: 10_000, ListTimeout: time.Minute,
		Machine: pay.ClockFunc(time.Now),
		Observe: func(_ *http.Request, c Call) { f.calls = append(f.calls, c) },
		Log:     slog.New(slog.NewTextHandler(&f.log, nil)),
	}
	return f
}

func (f *fixture) Save(_ context.Context, caller pay.Caller, draft pay.Draft, key string) (pay.Saved, error) {
	f.callers, f.drafts, f.keys = append(f.callers, caller), append(f.drafts, draft), append(f.keys, key)
	if f.fail != nil {
		return pay.Saved{}, f.fail
	}
	r, err := f.world.Compose(draft)
	if err != nil {
		return pay.Saved{}, err
	}
	if f.request != nil {
		r.ID = f.request.ID
	}
	return pay.Saved{ID: r.ID, Number: r.Number}, nil
}

func (f *fixture) Letter(ctx context.Context, caller pay.Caller, id pay.ID) (pay.Letter, error) {
	r, err := f.Own(ctx, caller, id)
	if err != nil {
		return "", err
	}
	return r.Letter, nil
}

func (f *fixture) Own(_ context.Context, caller pay.Caller, id pay.ID) (*pay.Request, error) {
	f.callers = append(f.callers, caller)
	if f.fail != nil {
		return nil, f.fail
	}
	if f.request == nil || f.request.ID != id {
		return nil, pay.Fail(pay.CodeRequestNotFound, nil)
	}
	return f.request, nil
}

func (f *fixture) CreateInvoice(_ context.Context, _ pay.Caller, id pay.ID, name, code, address string) (int64, error) {
	f.invoices = append(f.invoices, []string{id.String(), name, code, address})
	return f.number, f.fail
}

func (f *fixture) RequestRows(_ context.Context, filter pay.RequestFilter, after pay.Place, limit int) ([]pay.RequestRow, error) {
	f.requestF, f.limits = append(f.requestF, filter), append(f.limits, limit)
	return part(f.rows, func(r pay.RequestRow) int64 { return r.Place.Serial }, after, limit), f.fail
}

func (f *fixture) CountRequestRows(_ context.Context, _ pay.RequestFilter, most int) (int, error) {
	return min(len(f.rows), most), f.fail
}

func (f *fixture) PaymentRows(_ context.Context, filter pay.PaymentFilter, after pay.Place, limit int) ([]pay.PaymentRow, error) {
	f.paymentF = append(f.paymentF, filter)
	return part(f.paid, func(r pay.PaymentRow) int64 { return r.Place.Serial }, after, limit), f.fail
}

func (f *fixture) CountPaymentRows(_ context.Context, _ pay.PaymentFilter, most int) (int, error) {
	return min(len(f.paid), most), f.fail
}

func part[T any](rows []T, serial func(T) int64, after pay.Place, limit int) []T {
	for len(rows) > 0 && serial(rows[0]) <= after.Serial {
		rows = rows[1:]
	}
	return rows[:min(limit, len(rows))]
}

func (f *fixture) handler(t testing.TB) *Handler {
	t.Helper()
	h, err := New(f.Config)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// post sends a message to a method; headers are names and values.
func (f *fixture) post(t testing.TB, method, message string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	return f.send(t, http.MethodPost, Path+method, message, headers...)
}

func (f *fixture) send(t testing.TB, verb, path, message string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), verb, "https://localhost:8443"+path, strings.NewReader(message))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	f.handler(t).ServeHTTP(w, r)
	return w
}

// refusalOf is an error as the guide describes it: status, code and text.
func refusalOf(t testing.TB, w *httptest.ResponseRecorder) (status int, code, message string) {
	t.Helper()
	header := http.Header{}
	for name, values := range w.Header() { // as they arrive at a client
		header[http.CanonicalHeaderKey(name)] = values
	}
	message, err := url.QueryUnescape(header.Get("MM-ErrorMessage"))
	if err != nil {
		t.Error(err)
	}
	if other, err := url.PathUnescape(header.Get("MM-ErrorMessage")); err != nil || other != message {
		t.Errorf("decoders disagree: %q and %q, %v", message, other, err)
	}
	return w.Code, header.Get("MM-Error"), message
}

// as gives a header by its exact letters, as it goes over the wire.
func as(w *httptest.ResponseRecorder, name string) string {
	return strings.Join(w.Header()[name], ", ")
}

func published(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "published", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// with makes a message of the published certificate and other members.
func with(members string) string { return `{"MM_Cert":"` + printed + `",` + members + `}` }

const someID = "a2a4b66a-a0b7-4b1d-bcc3-3d5a8d30b2b1"

func identifier(t testing.TB, s string) pay.ID {
	t.Helper()
	id, err := pay.ParseID(s)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
