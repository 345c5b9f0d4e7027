package eservice_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/sandbox/eservice"
)

const id = "0199a000-0000-7000-8000-00000000ffff"

// shop is the sample e-service with an MM that answers what a test wants.
type shop struct {
	url  string
	mu   sync.Mutex
	said []string // bodies of the calls
	soap func(w http.ResponseWriter, body string)
}

func (s *shop) calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.said...)
}

func open(t *testing.T) (*shop, *eservice.Service) {
	t.Helper()
	s := &shop{soap: func(w http.ResponseWriter, body string) {
		if strings.Contains(body, "<CheckPaymentRequestStatus ") {
			answer(w, `<CheckPaymentRequestStatusResponse><CheckPaymentRequestStatusResult>E</CheckPaymentRequestStatusResult></CheckPaymentRequestStatusResponse>`)
			return
		}
		answer(w, `<SavePaymentRequestResponse><SavePaymentRequestResult xmlns:a="urn:a"><a:PaymentRequestId>`+strings.ToUpper(id)+
			`</a:PaymentRequestId><a:PaymentRequestUrl>https://mm.example/?id=`+id+`</a:PaymentRequestUrl></SavePaymentRequestResult></SavePaymentRequestResponse>`)
	}}
	mm := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		s.said = append(s.said, r.Header.Get("SOAPAction")+"\n"+string(body))
		s.mu.Unlock()
		s.soap(w, string(body))
	}))
	t.Cleanup(mm.Close)
	service, err := eservice.New(eservice.Config{
		Base: "http://eservice.example", Endpoint: mm.URL, SOAP: mm.Client(), Log: slog.New(slog.DiscardHandler),
		Now: noon, Machine: noon, NoticeKeys: []string{noticeSecret, noticePublic},
		Steps: []eservice.Step{
			{Code: "DEM11", Name: eservice.Text{LV: "Izziņa", EN: "Certificate"}, Positions: []eservice.Position{
				{Code: "1", Name: eservice.Text{LV: "Izziņa"}, Price: 1210},
				{Code: "2", Name: eservice.Text{LV: "Piegāde", EN: "Delivery"}, Price: 54, Free: true},
			}},
			{Code: "02Y70", Name: eservice.Text{LV: "Atļauja <b>"}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(service)
	t.Cleanup(web.Close)
	s.url = web.URL
	return s, service
}

func noon() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) }

func answer(w io.Writer, body string) {
	_, _ = fmt.Fprint(w, `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>`+body+`</s:Body></s:Envelope>`)
}

func body(t *testing.T, response *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// order sends the form and does not follow to MM.
func (s *shop) order(t *testing.T, form url.Values) *http.Response {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.PostForm(s.url+"/requests?language=ENG&fs=font-size-125", form)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func TestARequestIsMadeOverSOAP(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	response := s.order(t, url.Values{
		"step": {"DEM11"}, "line": {"1", "2"}, "much-1": {"4,56"}, "much-2": {"1\u00a0000,54"}, "object": {`A & B <c> "Ā"`}, "term": {"15m"},
	})
	_ = response.Body.Close()
	if want := "https://mm.example/?id=" + id + "&fs=font-size-125&language=ENG"; response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != want {
		t.Errorf("answered %d, to %q; want a redirect to %q", response.StatusCode, response.Header.Get("Location"), want)
	}
	said := s.calls()[0]
	for _, want := range []string{
		`"http://ivis.eps.gov.lv/MM/PaymentRequestService/v1-0/IPaymentRequestService/SavePaymentRequest"`,
		"<d:Item>4.56</d:Item><d:ItemElementName>Quantity</d:ItemElementName><d:Position>1</d:Position>",
		"<d:Item>1000.54</d:Item><d:ItemElementName>Amount</d:ItemElementName><d:Position>2</d:Position>",
		"<d:PaymentObject>A &amp; B &lt;c&gt; &#34;Ā&#34;</d:PaymentObject>",
		"<d:ExpiryDate>2026-11-22T08:15:00Z</d:ExpiryDate>",
		"<d:ResponseUrl>http://eservice.example/return?id=</d:ResponseUrl>",
		"<d:ServerResponseUrl>http://eservice.example/callback?id=</d:ServerResponseUrl>",
		"<d:ServiceStep>DEM11</d:ServiceStep>",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the call lacks %s:\n%s", want, said)
		}
	}
	wellFormed(t, said[strings.IndexByte(said, '\n')+1:])
	if _, home := get(t, s.url+"/"); !strings.Contains(home, "/requests/"+id) {
		t.Error("the request is not listed")
	}
}

func wellFormed(t *testing.T, document string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "call.xml")
	if err := os.WriteFile(file, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "xmllint", "--noout", file).CombinedOutput(); err != nil {
		t.Errorf("xmllint: %v\n%s", err, out)
	}
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	response, err := http.Get(address)
	return body(t, response, err)
}

func TestARefusalIsShown(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	s.soap = func(w http.ResponseWriter, _ string) {
		w.WriteHeader(http.StatusInternalServerError)
		answer(w, `<s:Fault><faultcode>s:Client</faultcode><faultstring>x</faultstring><detail><PaymentRequestFault xmlns="urn:d"><Code>MM108</Code>`+
			`<Message>Summa &lt;ārpus&gt; robežām</Message></PaymentRequestFault></detail></s:Fault>`)
	}
	response := s.order(t, url.Values{"step": {"DEM11"}, "line": {"2"}, "much-2": {"-5"}})
	status, page := body(t, response, nil)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "MM108: Summa &lt;ārpus&gt; robežām") {
		t.Errorf("answered %d\n%s", status, page)
	}
	if !strings.Contains(page, `value="-5"`) || strings.Contains(page, `value="1" checked`) {
		t.Error("the form was not kept as it was filled in")
	}
}

func TestANoticeIsRecordedAndTheStatusAsked(t *testing.T) {
	t.Parallel()
	s, service := open(t)
	for range 2 {
		if status, text := get(t, s.url+"/callback?id="+strings.ToUpper(id)); status != http.StatusOK || text != "OK" {
			t.Errorf("answered %d %q", status, text)
		}
	}
	calls := service.Callbacks(id)
	if len(calls) != 2 || calls[0].Method != "GET" || calls[0].Path != "/callback" || calls[0].Query != "id="+strings.ToUpper(id) {
		t.Errorf("callbacks %+v", calls)
	}
	if len(service.Callbacks("")) != 2 || len(service.Callbacks("0199a000-0000-7000-8000-000000000000")) != 0 {
		t.Error("callbacks are not told apart by request")
	}
	if asked := s.calls(); len(asked) != 2 || !strings.Contains(asked[0], "<paymentRequestId>"+id+"</paymentRequestId>") {
		t.Errorf("asked %v", asked)
	}
	if _, page := get(t, s.url+"/requests/"+id); !strings.Contains(page, "izpildīts") || !strings.Contains(page, "GET /callback?id=") {
		t.Error("the page of the request does not tell what happened")
	}
}

// Whatever MM's status call says, the notice itself was taken.
func TestANoticeIsTakenThoughMMDoesNotAnswer(t *testing.T) {
	t.Parallel()
	s, service := open(t)
	s.soap = func(w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusBadGateway) }
	if status, _ := get(t, s.url+"/callback?id="+id); status != http.StatusOK || len(service.Callbacks(id)) != 1 {
		t.Errorf("answered %d, callbacks %v", status, service.Callbacks(id))
	}
	if _, page := get(t, s.url+"/requests/"+id); !strings.Contains(page, "status 502") {
		t.Error("the page does not say that MM did not answer")
	}
}

func TestThePayerComesBack(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	status, page := get(t, s.url+"/return?id="+id+"&language=ENG")
	if status != http.StatusOK || !strings.Contains(page, `id="letter">E<`) || !strings.Contains(page, "executed") {
		t.Errorf("answered %d\n%s", status, page)
	}
}

func TestOddAddresses(t *testing.T) {
	t.Parallel()
	s, service := open(t)
	for path, want := range map[string]int{
		"/return": http.StatusBadRequest, "/callback": http.StatusBadRequest, "/callback?id=<script>": http.StatusBadRequest,
		"/callback?id=" + strings.Repeat("a", 1000): http.StatusBadRequest, "/requests/" + id: http.StatusNotFound,
		"/requests/..%2f": http.StatusNotFound, "/nothing": http.StatusNotFound, "/?step=NONE": http.StatusOK, "/style.css": http.StatusOK,
	} {
		if status, _ := get(t, s.url+path); status != want {
			t.Errorf("%s answers %d, want %d", path, status, want)
		}
	}
	if len(service.Callbacks("")) != 0 {
		t.Error("a notice without an identifier was kept")
	}
}

// Names are escaped, and say their language where it is not the page's.
func TestNamesOnTheForm(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	_, page := get(t, s.url+"/?language=ENG")
	for _, want := range []string{
		`<span lang="lv">Atļauja &lt;b&gt;</span>`, "Delivery", `<span lang="lv">Izziņa</span>`, "EUR\u00a012.10", `value="0.54"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// Memory has a bound: the oldest notices are forgotten.
func TestNoticesAreBounded(t *testing.T) {
	t.Parallel()
	_, service := open(t)
	for range 205 {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/callback?id="+id, nil)
		service.ServeHTTP(httptest.NewRecorder(), request)
	}
	if n := len(service.Callbacks(id)); n != 200 {
		t.Errorf("%d notices are kept", n)
	}
}
