package payerweb

import (
	"net/http"
	"time"

	"viss.gov.lv/mm/pay"
)

// page is what a template needs to show.
type page struct {
	visit
	Kind    kind
	Status  int // of the answer; 0 = 200
	Demo    bool
	Heading string
	About   string   // what the title names after the heading; may be empty
	Error   string   // what is wrong with the form; empty when nothing is
	Stale   bool     // what the payer chose on an older page was not done
	Text    []string // sentences under the heading, in order
	Strong  string   // the sentence that matters most; may be empty

	Summary  *summary
	Choice   *choiceShown
	Handover *handoverShown
	Running  *runningShown
	Live     *live
	Mailing  *mailing
	Exit     *exit
	Leave    *exit // the way out before a method was chosen
	Help     *contact
	Check    *checkShown
	Document string    // address of the document, where this browser may have it
	Open     string    // address of the payment page, on pages about a problem
	Sections []section // of a page about the pages
	Receipt  bool      // worth printing
	Auto     bool      // leads back to the service after a while
	Waiting  bool      // the outcome is awaited
	Long     string    // what is said to who waits on the page for long; may be empty
	Fixed    bool      // belongs to no request: another display would be another page

	Files   assets
	Brand   *brand // nil: the institution has none
	FormsTo string // where forms may go; empty: to ourselves
}

// T says a text in the page's language; for templates.
func (p *page) T(key string, pairs ...any) string { return p.Words.Text(key, pairs...) }

// DueShown tells whether a term still means something to the payer.
func (p *page) DueShown() bool { return !p.Receipt && p.Kind != kindWithdrawn }

// What is the key of the summary's heading, in the tense that is true: what was
// paid is not being paid.
func (p *page) What() string {
	switch p.Kind {
	case kindPaid, kindAlready:
		return "sum.paid"
	case kindExpired, kindWithdrawn:
		return "sum.closed"
	case kindChoose, kindHandover, kindRunning, kindWaiting, kindUnknown, kindProblem, kindAbout, kindCheck, kindCopy:
	}
	return "sum.what"
}

// Title is the title of the document.
func (p *page) Title() string {
	title := p.T("site.title.plain", "heading", p.Heading)
	if p.About != "" {
		title = p.T("site.title", "heading", p.Heading, "about", p.About)
	}
	if p.Error != "" {
		title = p.T("site.title.error", "title", title)
	}
	return title
}

// choiceShown is the form in which the payer chooses a method.
type choiceShown struct {
	Payment string
	Amount  string
	Groups  []methodGroup
	Again   bool // an earlier attempt ended without success
	N       int  // the payment is the n-th
	Count   int  // of so many
}

// methodGroup is the methods of one kind.
type methodGroup struct {
	Label   string // key of its text
	Methods []methodShown
}

type methodShown struct {
	ID      string // of the element
	Code    string
	Name    phrase
	Checked bool
	Signed  bool // the bank through which the payer signed in
}

// runningShown is the attempt that the payer may continue or give up.
type runningShown struct {
	Attempt  string
	Name     string
	When     string
	Continue bool // it is ready to be continued
}

// handoverShown leads to the bank.
type handoverShown struct {
	Name   string
	Key    string // of the sentence that names it
	URL    string
	Host   string
	Fields []pay.FormField
}

// soon is how long a bank mostly takes. Who comes back after that, a minute or a
// day, is not told that it takes a minute.
const soon = time.Minute

// pageFor makes the page that a request's state decides.
func (s *site) pageFor(v visit, view pay.View) *page {
	k, payment := pageOf(view.Request, view.Now, v.payment)
	p := s.frame(v, view, k, payment)
	switch k {
	case kindChoose:
		p.choose(view, payment)
	case kindRunning:
		p.running(view, payment)
	case kindWaiting:
		p.Heading, p.Strong, p.Long = p.T("wait.title"), p.T("wait.text"), p.T("wait.long")
		if view.Now.Sub(view.Request.LiveAttempt(payment).Changed) > soon {
			p.Strong, p.Long = p.Long, ""
		}
		p.Text, p.Waiting = []string{p.T("wait.close")}, true
		p.watch(view, 10)
	case kindUnknown:
		p.Heading, p.Strong, p.Long = p.T("unknown.title"), p.T("unknown.text"), p.T("wait.long")
		p.Text, p.Waiting = []string{p.T("wait.close")}, true
		p.watch(view, 30)
	case kindPaid:
		p.Heading, p.Receipt, p.Auto = p.T("paid.title"), true, p.Exit != nil
	case kindAlready:
		p.Heading, p.Receipt = p.T("already.title"), true
		p.Text = append([]string{p.T("already.text")}, p.returned(view.Request)...)
	case kindExpired:
		p.Heading = p.T("expired.title")
		p.Text = []string{p.T("expired.text", "when", p.Words.DeadlinePassed(view.Request.Expires))}
		p.Text = append(append(p.Text, p.closed(view.Request)...), p.T("expired.next"))
	case kindWithdrawn:
		p.Heading = p.T("withdrawn.title")
		p.Text = append([]string{p.T("withdrawn.text")}, p.closed(view.Request)...)
	case kindHandover, kindProblem, kindAbout, kindCheck, kindCopy:
	}
	p.mail(view, s.Receipts != nil)
	return p
}

// frame is what all pages of a request have in common.
func (s *site) frame(v visit, view pay.View, k kind, payment int) *page {
	sum := summarize(view, v.Words, payment)
	return &page{
		visit: v, Kind: k, Status: http.StatusOK, Demo: s.Demo, Stale: v.stale,
		About: sum.Service.Text, Summary: sum,
		Exit: exitOf(view.Request), Help: contactOf(view.Institution, v.Words.Language()),
		Files: s.files, Brand: brandOf(view.Institution, v.Display, v.Words.Language()),
	}
}

// returned names the payments whose money went back.
func (p *page) returned(r *pay.Request) []string {
	var text []string
	for i := range r.Payments {
		if standingOf(r, i) == standingReturned {
			text = append(text, p.T("returned.text", "number", r.Payments[i].Number))
		}
	}
	return text
}

// closed says what happened to the money of a request that was closed with
// something unpaid.
func (p *page) closed(r *pay.Request) []string {
	var text []string
	inTime := int64(0)
	for i := range r.Payments {
		switch payment := &r.Payments[i]; {
		case standingOf(r, i) == standingUnknown:
			text = append(text, p.T("unknown.also", "number", payment.Number))
		case standingOf(r, i) == standingPaid && payment.Late:
			text = append(text, p.T("closed.late", "number", payment.Number,
				"amount", p.Words.Money(pay.Money{Minor: payment.Amount, Currency: r.Total.Currency})))
		case standingOf(r, i) == standingPaid:
			inTime += payment.Amount
		}
	}
	if inTime > 0 {
		part := p.Words.Money(pay.Money{Minor: inTime, Currency: r.Total.Currency})
		text = append(text, p.T("closed.part", "paid", part, "total", p.Words.Money(r.Total)))
	}
	return append(text, p.returned(r)...)
}
