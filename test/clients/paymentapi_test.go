package clients_test

import (
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// platform calls the JSON interface of a demo as the portal's platform does.
type platform struct {
	http    *http.Client
	address string
	own     string // MM_Cert of the first institution
	other   string // of the second one
}

func newPlatform(t testing.TB, d *demo) *platform {
	t.Helper()
	var more struct {
		API  string `json:"payment_api"`
		Cert string `json:"platform_cert"`
		Key  string `json:"platform_key"`
	}
	text, err := os.ReadFile(filepath.Join(d.dir, "demo.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &more); err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(more.Cert, more.Key)
	if err != nil {
		t.Fatal(err)
	}
	return &platform{client(t, d.CA, pair), more.API, certificateOf(t, d.ClientCert), certificateOf(t, d.OtherClientCert)}
}

// certificateOf is the first certificate of a file in base64.
func certificateOf(t testing.TB, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	return base64.StdEncoding.EncodeToString(block.Bytes)
}

// told is an answer of the JSON interface.
type told struct {
	status              int
	code, message, next string // of the headers
	body                string
}

// call sends members of a message to a method, for an institution.
func (p *platform) call(t testing.TB, cert, method, members string) told {
	t.Helper()
	message := `{"MM_Cert": "` + cert + `"`
	if members != "" {
		message += ", " + members
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.address+method, strings.NewReader(message+"}"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := p.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := url.PathUnescape(answer.Header.Get("MM-ErrorMessage"))
	if err != nil {
		t.Error(err)
	}
	return told{answer.StatusCode, answer.Header.Get("MM-Error"), text, answer.Header.Get("MM-Next"), string(body)}
}

// save makes the request of the published sample and gives its identifier.
func (p *platform) save(t testing.TB) string {
	t.Helper()
	a := p.call(t, p.own, "savepaymentrequest", `"PaymentsDataStructure": {"PaymentRequest": {"ServiceStep": "03G10", "PaymentObject": "DEM11 payment",
 "ExpiryDate": "2099-09-30T14:00:00+3:00", "AllowedBanks": [{"SwiftCode":"DEMO0000"},{"SwiftCode":"FIRSTDATA"},{"SwiftCode":"HABALV22"}],
 "ClientInfo": {"ClientCode": "07018710513", "ClientFirstName": "Ernests", "ClientName": "Paraudziņš"}, "NoInvoice": false,
 "PriceList": [{"Item": 12.00, "ItemElementName": "Quantity", "Position": "2346"}], "SwiftCode": "DEMO0000"}}`)
	var saved struct {
		ID  string `json:"PaymentRequestId"`
		URL string `json:"paymentRequestUrl"`
	}
	if err := json.Unmarshal([]byte(a.body), &saved); err != nil || a.status != http.StatusOK || !strings.HasSuffix(saved.URL, "?id="+saved.ID) {
		t.Fatalf("%+v, %v", a, err)
	}
	return saved.ID
}

func (p *platform) status(t testing.TB, id string) string {
	t.Helper()
	return p.call(t, p.own, "checkpaymentrequeststatus", `"PaymentRequestId": "`+id+`"`).body
}

func TestPaymentAPI(t *testing.T) {
	t.Parallel()
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		p := newPlatform(t, d)
		id, unpaid := p.save(t), p.save(t)
		if letter := p.status(t, id); letter != "P" {
			t.Errorf("letter %q before it is paid", letter)
		}
		d.pay(t, id, "approve")
		one := `"paymentRequestId": "` + id + `"`
		for _, c := range []struct{ method, members, want string }{
			{"checkpaymentrequeststatus", one, "E"},
			{"checkpaymentstatus", one + `, "position": "2346"`, `{"RequestStatus":"E","PaymentProvider":"DEMO0000"}`},
			{"CheckPaymentRequestStatusWpt", one, `{"RequestStatus":"E","PaymentProviders":"DEMO0000"}`},
			{"../PaymentRequest/checkpaymentrequeststatuswpt", one, `{"RequestStatus":"E","PaymentProviders":"DEMO0000"}`},
			{"checkpaymentrequeststatuswpt", `"paymentRequestId": "` + unpaid + `"`, `{"RequestStatus":"P","PaymentProviders":""}`},
		} {
			if a := p.call(t, p.own, c.method, c.members); a.status != http.StatusOK || a.body != c.want {
				t.Errorf("%s: %+v, want %s", c.method, a, c.want)
			}
		}
		if a := p.call(t, p.own, "createinvoice", `"Id": "`+id+`", "Name": "SIA ZZ Dats", "Code": "40003278467", "Address": "Elizabetes 41/43, Rīga"`); a.status != http.StatusOK || !strings.HasPrefix(a.body, `{"id":`) {
			t.Errorf("createinvoice: %+v", a)
		}
		p.checkLists(t, id, unpaid)
		p.checkOther(t, id)
		if log := d.err.String() + d.out.String(); strings.Contains(log, p.own[:40]) {
			t.Error("the log holds MM_Cert")
		}
	})
}

// checkLists wants both requests in the list, and the money of one.
func (p *platform) checkLists(t *testing.T, paid, unpaid string) {
	t.Helper()
	var rows []struct {
		ID          string `json:"PaymentRequestUniqueId"`
		TotalAmount json.Number
		UsageStatus string
	}
	list := func(members string) (ids []string) {
		a := p.call(t, p.own, "getpaymentrequests", members)
		rows = nil
		if err := json.Unmarshal([]byte(a.body), &rows); err != nil || a.status != http.StatusOK {
			t.Fatalf("%s: %+v, %v", members, a, err)
		}
		for _, r := range rows {
			ids = append(ids, r.ID+" "+r.UsageStatus)
		}
		return ids
	}
	both := []string{paid + " Izmantots", unpaid + " Neizmantots"}
	for members, want := range map[string][]string{
		``: both,
		`"CreatedDateFrom": "2020-01-31T12:41:00+3:00", "AmountFrom": "7.99", "OnlyNotPayed": false`: both,
		`"ExpirationDateFrom": "2099-09-30", "ExpirationDateTill": "2099-09-30", "Currency": "EUR"`:  both,
		`"OnlyNotPayed": true`:            both[1:],
		`"PaymentDateFrom": "2020-01-01"`: both[:1],
		`"CreatedDateTill": "2020-01-01"`: nil,
		`"AmountFrom": 1000000`:           nil,
		`"Currency": "USD"`:               nil,
	} {
		if got := list(members); strings.Join(got, ",") != strings.Join(want, ",") {
			t.Errorf("%s: %v, want %v", members, got, want)
		}
	}
	first := p.call(t, p.own, "getpaymentrequests", `"Limit": 1`)
	second := p.call(t, p.own, "getpaymentrequests", `"Limit": 1, "After": "`+first.next+`"`)
	if !strings.Contains(first.body, paid) || !strings.Contains(second.body, unpaid) || second.next != "" {
		t.Errorf("pages %+v and %+v", first, second)
	}
	a := p.call(t, p.own, "getpayments", `"PaymentDateFrom": "2020-01-01", "AmountFrom": "7.99", "Currency": "EUR"`)
	if strings.Count(a.body, "PaymentRequestUniqueId") != 1 || !strings.Contains(a.body, paid) || !strings.Contains(a.body, `"StatusCode":"E"`) {
		t.Errorf("getpayments: %+v", a)
	}
}

// checkOther makes sure that another institution sees nothing of it.
func (p *platform) checkOther(t *testing.T, id string) {
	t.Helper()
	for method, members := range map[string]string{
		"checkpaymentrequeststatus": `"PaymentRequestId": "` + id + `"`, "checkpaymentrequeststatuswpt": `"PaymentRequestId": "` + id + `"`,
		"checkpaymentstatus": `"PaymentRequestId": "` + id + `", "Position": "2346"`, "createinvoice": `"Id": "` + id + `", "Name": "SIA ZZ Dats"`,
	} {
		foreign := p.call(t, p.other, method, members)
		unknown := p.call(t, p.other, method, strings.Replace(members, id, nobody, 1))
		if foreign.status != http.StatusNotFound || foreign.code != "MM301" || foreign != unknown {
			t.Errorf("%s tells another institution %+v, and of nothing %+v", method, foreign, unknown)
		}
	}
	for _, method := range []string{"getpaymentrequests", "getpayments"} {
		if a := p.call(t, p.other, method, ""); a.status != http.StatusOK || strings.TrimSpace(a.body) != "[]" {
			t.Errorf("%s lists for another institution %+v", method, a)
		}
	}
}

func TestPaymentAPIWantsThePlatform(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	p := newPlatform(t, d)
	refuses := func(name string, caller *http.Client, cert, code string) {
		t.Helper()
		asked := *p
		if caller != nil {
			asked.http = caller
		}
		if a := asked.call(t, cert, "getpayments", ""); a.status != http.StatusInternalServerError || a.code != code || a.message == "" {
			t.Errorf("%s: %+v, want %s", name, a, code)
		}
	}
	institution, err := tls.LoadX509KeyPair(d.ClientCert, d.ClientKey)
	if err != nil {
		t.Fatal(err)
	}
	refuses("nobody", client(t, d.CA), p.own, "MM201")
	refuses("an institution", client(t, d.CA, institution), p.own, "MM204")
	refuses("no MM_Cert", nil, "", "MM201")
	refuses("MM_Cert as it was printed", nil, "MIIM1QIBAzCCDJEGCSqGSIb3DQEHAaCCDIIEggx+MII ... P63AgIH0A==", "MM202")
	refuses("a certificate of nobody", nil, certificateOf(t, d.CA), "MM203")

	pfx, err := os.ReadFile(d.ClientPFX)
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := os.ReadFile(d.ClientPEM)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"PKCS #12 with the configured password": pfx, "PEM with an encrypted key": bytes.TrimSpace(bundle)} {
		if a := p.call(t, base64.StdEncoding.EncodeToString(content), "getpayments", ""); a.status != http.StatusOK {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if n := d.metric(t, "mm_json_calls_total", `operation="GetPayments"`, `code="MM204"`); n != 1 {
		t.Errorf("%v refused calls are counted", n)
	}
}
