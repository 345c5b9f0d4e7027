package payerweb

import "viss.gov.lv/mm/pay"

// Values of the parameter "refresh" of the page's address.
const (
	refreshOn  = "on"
	refreshOff = "off"
)

// live is how a page that waits learns that it is out of date. With scripts it
// asks for the token of the state. Without, the browser is led to an address
// that is refreshed by itself, and that the payer can leave for one that is not:
// a page that moves must be able to stand still (WCAG 2.2, 2.2.1).
type live struct {
	Address string // of the token
	Token   string
	Refresh int    // seconds between two refreshes
	Offer   string // where a browser without scripts is led; may be empty
	Stop    string // where it stands still; set while it is refreshed
	Again   string // the page itself
}

// watch lets the page notice that the state has changed. Refresh is the pause
// of browsers without scripts in seconds; 0 leaves refreshing to the payer, who
// has something to decide.
func (p *page) watch(view pay.View, refresh int) {
	p.Live = &live{
		Address: p.Step("status"), Token: token(view.Request, view.Now, p.payment), Refresh: refresh, Again: p.Home(),
	}
	if refresh == 0 {
		return
	}
	switch p.refresh {
	case refreshOff:
		p.Live.Again += "&refresh=" + refreshOff
	case refreshOn:
		p.Live.Stop = p.Home() + "&refresh=" + refreshOff
	default:
		p.Live.Offer = p.Home() + "&refresh=" + refreshOn
	}
}
