package paymentsoap

import (
	"crypto/tls"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/api"
	"viss.gov.lv/mm/internal/wire/soap"
	"viss.gov.lv/mm/pay"
)

func (f *fixture) get(t *testing.T, method, target string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	f.handler(t).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, target, nil))
	return w
}

func TestContractNeedsNoCertificate(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Identify = func(*http.Request) (pay.Caller, error) { return pay.Caller{}, pay.Fail(pay.CodeNoCertificate, nil) }
	const address = "https://mm.test:8443" + Path
	tests := []struct {
		query  string
		status int
		holds  string
	}{
		{"?wsdl", 200, `schemaLocation="` + address + `?xsd=xsd0"`},
		{"?WSDL", 200, `location="` + address + `"`},
		{"?singleWsdl", 200, `<xs:element name="SavePaymentRequest">`},
		{"?SINGLEWSDL", 200, `location="` + address + `"`},
		{"?xsd=xsd0", 200, `<xs:element name="CheckPaymentStatus">`},
		{"?XSD=XSD1", 200, `<xs:complexType name="PaymentRequestFault">`},
		{"?xsd=xsd2", 200, `<xs:simpleType name="guid">`},
		{"?xsd=xsd3", 404, ""},
		{"?%zz", 404, ""},
		{"", 200, address + "?singleWsdl\n"},
	}
	for _, test := range tests {
		w := f.get(t, http.MethodGet, "https://mm.test:8443/SERVICES/paymentrequestservice.svc"+test.query)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.holds) {
			t.Errorf("%s: status %d, without %s", test.query, w.Code, test.holds)
		}
	}
	f.PublicURL = "https://mm.example.lv/"
	if w := f.get(t, http.MethodGet, "https://inner:8443"+Path+"?wsdl"); !strings.Contains(w.Body.String(), `location="https://mm.example.lv`+Path+`"`) {
		t.Error("the configured address is not in the WSDL")
	}
}

func TestOtherMethods(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodTrace, "PROPFIND"} {
		w := newFixture().get(t, method, "https://mm.test"+Path)
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%s: %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
}

func TestMessageForms(t *testing.T) {
	t.Parallel()
	good := statusMessage("<paymentRequestId>99e083d2-688f-481a-bb85-420eb11e6927</paymentRequestId>")
	tests := []struct {
		name, header, value string
		status              int
		says                string
	}{
		{"JSON", "Content-Type", "application/json", 415, "Content-Type: "},
		{"form, as curl sends by itself", "Content-Type", "application/x-www-form-urlencoded", 415, "text/xml; charset=utf-8"},
		{"MTOM", "Content-Type", `multipart/related; type="application/xop+xml"`, 415, "Content-Type: "},
		{"broken type", "Content-Type", "text/xml; charset=", 415, "Content-Type: "},
		{"gzip", "Content-Encoding", "gzip", 415, "Content-Encoding: "},
		{"not compressed", "Content-Encoding", "identity", 200, ""},
		{"no type", "Content-Type", "", 200, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newFixture().post(t, good, test.header, test.value)
			if w.Code != test.status {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
			if test.status != http.StatusOK {
				if got := faultOf(t, w); got.Code != "MM121" || !strings.Contains(got.Message, test.says) {
					t.Errorf("%+v", got)
				}
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Limits.Bytes = 1000
	body := statusMessage("<paymentRequestId>99e083d2-688f-481a-bb85-420eb11e6927</paymentRequestId>")
	for _, known := range []bool{true, false} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "https://mm.test"+Path, strings.NewReader(body+strings.Repeat(" ", 1000)))
		if !known {
			r.ContentLength = -1
		}
		w := httptest.NewRecorder()
		f.handler(t).ServeHTTP(w, r)
		want := fault{"413 Request Entity Too Large", "s:Client", "MM120", "Ziņojums ir par lielu. Ne vairāk par 1000 baitiem."}
		if diff := cmp.Diff(want, faultOf(t, w)); diff != "" {
			t.Errorf("length known %v: %s", known, diff)
		}
	}
	exact := body + strings.Repeat(" ", 1000-len(body))
	if w := f.post(t, exact); w.Code != http.StatusOK {
		t.Errorf("exactly the limit: %s", w.Body)
	}
}

// TestSlowBody: who sends the header and then stops is told so and put off the
// line; the deadline comes from the machine clock that is handed in.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.Machine = pay.ClockFunc(func() time.Time { return time.Now().Add(-time.Minute) })
	server := httptest.NewTLSServer(f.handler(t))
	t.Cleanup(server.Close)
	dialer := tls.Dialer{NetDialer: &net.Dialer{}, Config: &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs, ServerName: "example.com"}}
	conn, err := dialer.DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: mm.test\r\nContent-Type: text/xml\r\nContent-Length: 100\r\n\r\n<s:", Path); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn) // ends because the server closes
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"HTTP/1.1 408 ", "Connection: close", "Ziņojums netika saņemts laikā."} {
		if !strings.Contains(string(answer), want) {
			t.Errorf("no %q in %s", want, answer)
		}
	}
}

// TestKeepAlive: the deadline of one message does not end the connection for
// the next.
func TestKeepAlive(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.BodyTimeout = time.Second
	server := httptest.NewTLSServer(f.handler(t))
	t.Cleanup(server.Close)
	body := statusMessage("<paymentRequestId>99e083d2-688f-481a-bb85-420eb11e6927</paymentRequestId>")
	for range 3 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+Path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Expect", "100-continue")
		response, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(answer), ">E<") {
			t.Errorf("%d %v %s", response.StatusCode, err, answer)
		}
	}
}

// TestAnswersFitTheSchema asks xmllint, which must be there, about every
// answer and fault, and checks the members and their order besides.
func TestAnswersFitTheSchema(t *testing.T) {
	t.Parallel()
	_, save := recorded(t, "wcf-save.http")
	status := statusMessage("<paymentRequestId>99e083d2-688f-481a-bb85-420eb11e6927</paymentRequestId>")
	for name, message := range map[string]string{
		"save": save, "status": status, "fault": statusMessage(""),
		"alias": strings.ReplaceAll(status, "CheckPaymentRequestStatus", "CheckPaymentStatus"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newFixture().post(t, message)
			env, err := soap.Read(w.Body.Bytes(), soap.Options{Limits: soap.DefaultLimits()})
			if err != nil {
				t.Fatal(err)
			}
			element, schema := env.Payload(), "messages.xsd"
			if detail := element.Child("detail"); detail != nil {
				element, schema = detail.First(), "data.xsd"
			}
			file := filepath.Join(t.TempDir(), "answer.xml")
			if err := os.WriteFile(file, []byte(element.Raw), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.CommandContext(t.Context(), "xmllint", "--noout", "--nonet", "--schema", "../../../api/paymentrequest/"+schema, file).CombinedOutput()
			if err != nil {
				t.Errorf("xmllint: %v\n%s", err, out)
			}
		})
	}
}

// TestAnswerHoldsEveryMember reads the schema that the service itself serves:
// a WCF client sees nothing in an object whose members are in another order.
func TestAnswerHoldsEveryMember(t *testing.T) {
	t.Parallel()
	f := newFixture()
	members := schemaMembers(t, f.get(t, http.MethodGet, "https://mm.test"+Path+"?xsd=xsd1").Body.Bytes())
	_, save := recorded(t, "php-save.http")
	saved := payload(t, f.post(t, save)).Child("SavePaymentRequestResult")
	refused := payload(t, f.post(t, statusMessage(""))).Child("detail").First()
	for structure, e := range map[string]*soap.Element{"PaymentRequestResponseStructure": saved, "PaymentRequestFault": refused} {
		var got []string
		for c := range e.Children() {
			got = append(got, c.Name)
			if c.Space != api.DefaultNamespaces().Data {
				t.Errorf("%s is in namespace %q", c.Name, c.Space)
			}
		}
		if diff := cmp.Diff(members[structure], got); diff != "" {
			t.Errorf("%s: %s", structure, diff)
		}
	}
}

func payload(t *testing.T, w *httptest.ResponseRecorder) *soap.Element {
	t.Helper()
	env, err := soap.Read(w.Body.Bytes(), soap.Options{Limits: soap.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	return env.Payload()
}

func schemaMembers(t *testing.T, schema []byte) map[string][]string {
	t.Helper()
	var parsed struct {
		Types []struct {
			Name    string `xml:"name,attr"`
			Members []struct {
				Name string `xml:"name,attr"`
			} `xml:"sequence>element"`
		} `xml:"complexType"`
	}
	if err := xml.Unmarshal(schema, &parsed); err != nil {
		t.Fatal(err)
	}
	members := map[string][]string{}
	for _, typ := range parsed.Types {
		for _, m := range typ.Members {
			members[typ.Name] = append(members[typ.Name], m.Name)
		}
	}
	return members
}
