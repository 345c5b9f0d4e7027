package payerweb

import (
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
)

func TestPageOf(t *testing.T) {
	t.Parallel()
	accepted := tried(0, sent, heard(pay.ResultAccepted))
	for name, x := range map[string]struct {
		view    *pay.View
		page    kind
		payment int
		wanted  pay.Number
	}{
		"new":                                {view(), kindChoose, 0, ""},
		"at the bank":                        {view(tried(0, sent)), kindRunning, 0, ""},
		"being prepared":                     {view(tried(0)), kindRunning, 0, ""},
		"the bank works on it":               {view(accepted), kindWaiting, 0, ""},
		"the bank says other":                {view(tried(0, sent, heard(pay.ResultOther))), kindUnknown, 0, ""},
		"declined":                           {view(tried(0, sent, heard(pay.ResultDeclined))), kindChoose, 0, ""},
		"lapsed":                             {view(tried(0, sent, lapsed)), kindChoose, 0, ""},
		"paid":                               {view(tried(0, sent, heard(pay.ResultPaid))), kindPaid, -1, ""},
		"paid a while ago":                   {view(tried(0, sent, heard(pay.ResultPaid)), later(freshFor)), kindAlready, -1, ""},
		"paid and returned":                  {view(tried(0, sent, heard(pay.ResultPaid)), returned), kindAlready, -1, ""},
		"withdrawn":                          {view(withdrawn), kindWithdrawn, -1, ""},
		"expired":                            {view(expired), kindExpired, -1, ""},
		"over, but not closed yet":           {view(func(v *pay.View) { v.Now = v.Request.Expires }), kindExpired, -1, ""},
		"over, but at the bank":              {view(tried(0, sent), func(v *pay.View) { v.Now = v.Request.Expires }), kindRunning, 0, ""},
		"two, the first paid":                {view(split, tried(0, sent, heard(pay.ResultPaid))), kindChoose, 1, ""},
		"two, the first is waited for":       {view(split, accepted), kindChoose, 1, ""},
		"two, the second is at the bank":     {view(split, accepted, tried(1, sent)), kindRunning, 1, ""},
		"two, both are waited for":           {view(split, accepted, tried(1, sent, heard(pay.ResultAccepted))), kindWaiting, 0, ""},
		"two, one waited for, the term over": {view(split, accepted, func(v *pay.View) { v.Now = v.Request.Expires }), kindWaiting, 0, ""},
		"two, the second is wanted":          {view(split), kindChoose, 1, pay.NumberOf(3)},
		"two, wanted is paid":                {view(split, tried(0, sent, heard(pay.ResultPaid))), kindChoose, 1, pay.NumberOf(2)},
		"two, the first at the bank, second wanted": {view(split, tried(0, sent)), kindChoose, 1, pay.NumberOf(3)},
		"two, both at the bank, second wanted":      {view(split, tried(0, sent), tried(1, sent)), kindRunning, 1, pay.NumberOf(3)},
		"two, wanted is waited for":                 {view(split, accepted), kindChoose, 1, pay.NumberOf(2)},
		"wanted, but the term is over":              {view(split, func(v *pay.View) { v.Now = v.Request.Expires }), kindExpired, -1, pay.NumberOf(3)},
		"wanted is none of the request":             {view(), kindChoose, 0, pay.NumberOf(77)},
		"accepted, but never finished":              {view(tried(0, sent, heard(pay.ResultAccepted), neverFinished)), kindUnknown, 0, ""},
		"another attempt than the unknown one":      {view(tried(0, sent, givenUp), tried(0, sent), paidOtherwise), kindUnknown, 0, ""},
		"two, the first unknown, second paid":       {view(split, tried(0, sent, heard(pay.ResultOther)), tried(1, sent, heard(pay.ResultPaid))), kindUnknown, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if page, payment := pageOf(x.view.Request, x.view.Now, x.wanted); page != x.page || payment != x.payment {
				t.Errorf("%s of payment %d, want %s of %d", page, payment, x.page, x.payment)
			}
		})
	}
}

func TestEveryKindOfPageHasATemplate(t *testing.T) {
	t.Parallel()
	parsed, err := parseTemplates()
	if err != nil {
		t.Fatal(err)
	}
	for k := range contents() {
		if parsed[k] == nil {
			t.Errorf("%s: no template", k)
		}
	}
}

func TestPayersAreMasked(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		payer pay.Payer
		want  payerShown
	}{
		{pay.Payer{FirstName: "Ernests", Name: "Paraudziņš", Code: "31129900000"}, payerShown{"E*** P***", "311299-*****", "sum.code"}},
		{pay.Payer{Name: "Paraudziņš", Code: "311299-00000"}, payerShown{"P***", "311299-*****", "sum.code"}},
		{pay.Payer{Code: "329999 99901"}, payerShown{"", "329999-*****", "sum.code"}},
		{pay.Payer{Name: "SIA „Paraugs”", Code: "40003278467"}, payerShown{"SIA „Paraugs”", "40003278467", "sum.registration"}},
		{pay.Payer{FirstName: "Ēriks Ādams", Code: "AB-123"}, payerShown{"Ē*** Ā***", "*****", "sum.payercode"}},
		{pay.Payer{}, payerShown{"", "", "sum.payercode"}},
	} {
		if got := showPayer(x.payer); got != x.want {
			t.Errorf("%+v: %+v, want %+v", x.payer, got, x.want)
		}
	}
}

func TestTokenDependsOnTheTerm(t *testing.T) {
	t.Parallel()
	v := view()
	if token(v.Request, v.Now, "") == token(v.Request, v.Request.Expires.Add(time.Second), "") {
		t.Error("the page does not notice that the term has ended")
	}
}
