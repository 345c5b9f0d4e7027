package payerwebtest

import (
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// Home is the address of the sample request.
const Home = "/MM_WebUI/WebUI2/Payments/?id=" + sampleID

// Step is the address of an action on the sample request, or of a page of it.
func Step(name string) string { return strings.Replace(Home, "?", name+"?", 1) }

// Scene is one page as a payer comes to see it.
type Scene struct {
	Name    string
	Desk    *Desk
	Address string // of the page, without display choices
	Form    url.Values
	Header  http.Header
}

// Call is the request with which the browser asks for the page; display is what
// is added to its address. A scene with a form is a POST.
func (s Scene) Call(display string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, s.Address+display, nil)
	if s.Form != nil {
		r = httptest.NewRequest(http.MethodPost, s.Address+display, strings.NewReader(s.Form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	maps.Copy(r.Header, s.Header)
	return r
}

// of is the page of a request.
func of(name string, change ...func(*pay.View)) Scene {
	return Scene{Name: name, Desk: NewDesk(View(change...)), Address: Home}
}

// at is another page of a request.
func (s Scene) at(address string) Scene {
	s.Address = address
	return s
}

func (s Scene) posting(form url.Values, header http.Header) Scene {
	s.Form, s.Header = form, header
	return s
}

// Scenes are all pages (P1 to P16 of the design), and their variants. Each call
// makes new desks.
func Scenes() []Scene {
	all := append(choiceScenes(), outcomeScenes()...)
	return append(append(all, receiptScenes()...), otherScenes()...)
}

func choiceScenes() []Scene {
	paid, accepted := Heard(pay.ResultPaid), Heard(pay.ResultAccepted)
	return []Scene{
		of("choose", Preferred),
		of("choose-split", Split),
		of("choose-split-second", Split, Tried(0, Sent, paid)),
		of("choose-split-waiting", Split, Tried(0, Sent, accepted)),
		of("choose-split-wanted", Split).at(Home + "&payment=" + string(pay.NumberOf(3))),
		of("choose-none", NoMethods, NoReturn),
		of("choose-error").at(Step("choose")).posting(url.Values{"payment": {string(pay.NumberOf(2))}}, nil),
		of("branded", Branded),
		of("declined", Tried(0, Sent, Heard(pay.ResultDeclined))),
		of("unavailable", Tried(0, Heard(pay.ResultDeclined))),
		of("cancelled", Tried(0, Sent, Heard(pay.ResultCancelled))),
		of("given-up", Tried(0, Sent, GivenUp)),
		of("lapsed", Tried(0, Sent, Lapsed)),
		of("handover", Tried(0, Sent)).at(Step("handover")),
		of("handover-card-link", Tried(0, Sent), func(v *pay.View) {
			v.Request.Attempts[0].Provider = "FIRSTDATA"
			v.Request.Attempts[0].Handover = &pay.Handover{URL: "https://ecomm.example/ClientHandler?trans_id=a%2Bb"}
		}).at(Step("handover")),
	}
}

func outcomeScenes() []Scene {
	paid, accepted := Heard(pay.ResultPaid), Heard(pay.ResultAccepted)
	return []Scene{
		of("running", Tried(0, Sent)),
		of("running-preparing", Tried(0)),
		of("waiting", Tried(0, Sent, accepted)),
		of("waiting-long", Tried(0, Sent, accepted), Later(30*time.Minute)),
		of("waiting-refreshed", Tried(0, Sent, accepted)).at(Home + "&refresh=on"),
		of("unknown", Tried(0, Sent, Heard(pay.ResultOther))),
		of("paid", Tried(0, Sent, paid)),
		of("paid-split", Split, Tried(0, Sent, paid), Tried(1, Sent, paid), NoReturn),
		of("already", Tried(0, Sent, paid), Later(time.Hour)),
		of("already-returned", Tried(0, Sent, paid), Returned),
		of("stale", Tried(0, Sent, paid), Later(time.Hour)).at(Home + "&changed=yes"),
		of("expired", Expired),
		of("expired-partly", Split, Tried(0, Sent, paid), Expired),
		of("expired-late", Tried(0, Sent, Lapsed), Expired, Late),
		of("withdrawn", Withdrawn),
	}
}

func receiptScenes() []Scene {
	paid := Tried(0, Sent, Heard(pay.ResultPaid))
	asking := func(name string, form url.Values, change ...func(*pay.View)) Scene {
		return of(name, append([]func(*pay.View){paid}, change...)...).at(Step("receipt")).posting(form, nil)
	}
	return []Scene{
		of("receipt-sent", paid, Receipts(pay.DeliveryAccepted, pay.DeliveryWaiting)),
		of("receipt-over", paid, Receipts(pay.DeliveryFailed, pay.DeliveryAccepted, pay.DeliveryAccepted), Later(time.Hour)),
		asking("receipt-nowhere", url.Values{}),
		asking("receipt-wrong", url.Values{"to": {"other"}, "email": {"vards@"}}),
		asking("receipt-wrong-alone", url.Values{"email": {""}}, NoEmail),
		asking("receipt-hint", url.Values{"to": {"other"}, "email": {"vards@gmial.com"}}),
	}
}

func otherScenes() []Scene {
	broken := func(name string, err error) Scene {
		return Scene{Name: name, Desk: &Desk{ViewErr: err}, Address: Home}
	}
	forged := &Desk{Taking: func(pay.Message) (pay.Received, error) {
		return pay.Received{}, pay.Fail(pay.CodeProviderMessage, nil)
	}}
	return []Scene{
		{Name: "privacy", Desk: NewDesk(), Address: Step("privacy")},
		{Name: "accessibility", Desk: NewDesk(), Address: Step("accessibility")},
		{Name: "notfound", Desk: NewDesk(), Address: Home},
		broken("problem", errors.New("disk on fire")),
		broken("outage", pay.Fail(pay.CodeBusy, nil)),
		broken("toomany", pay.Fail(pay.CodeTooManyCalls, nil)),
		of("refused").at(Step("choose")).posting(url.Values{}, http.Header{"Sec-Fetch-Site": {"cross-site"}}),
		{Name: "bankmessage", Desk: forged, Address: "/providers/HABALV22/return?"},
	}
}
