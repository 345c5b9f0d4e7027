package pay_test

import (
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

func TestWhyThereIsNoDocument(t *testing.T) {
	t.Parallel()
	settle := func(t *testing.T, w *paytest.World, r *pay.Request, policy pay.LatePolicy) {
		t.Helper()
		if _, err := r.Apply(paytest.Success(r, &r.Attempts[len(r.Attempts)-1]), policy, paytest.Hold, w.Clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		happens func(*testing.T, *paytest.World, *pay.Request)
		says    string
	}{
		"open": {func(*testing.T, *paytest.World, *pay.Request) {}, "not paid yet"},
		"a part": {func(t *testing.T, w *paytest.World, r *pay.Request) {
			w.Try(t, r, 0, paytest.Demo)
			settle(t, w, r, pay.LateAccept)
		}, "in part only"},
		"paid": {func(t *testing.T, w *paytest.World, r *pay.Request) {
			for i := range r.Payments {
				w.Try(t, r, i, paytest.Demo)
				settle(t, w, r, pay.LateAccept)
			}
		}, "none was issued"},
		"not wanted": {func(t *testing.T, w *paytest.World, r *pay.Request) {
			r.Detail.NoInvoice = true
			w.Try(t, r, 0, paytest.Demo)
			settle(t, w, r, pay.LateAccept)
		}, "NoInvoice"},
		"expired": {func(_ *testing.T, w *paytest.World, r *pay.Request) { r.Expire(w.Clock.Advance(paytest.Term)) }, "term has ended"},
		"withdrawn": {func(t *testing.T, w *paytest.World, r *pay.Request) {
			if _, err := r.Withdraw("institution", "", w.Clock.Now()); err != nil {
				t.Fatal(err)
			}
		}, "withdrawn"},
		"to be sent back": {func(t *testing.T, w *paytest.World, r *pay.Request) {
			a := w.Try(t, r, 0, paytest.Demo)
			if _, err := r.GiveUp(a.ID, w.Clock.Now()); err != nil {
				t.Fatal(err)
			}
			r.Expire(w.Clock.Advance(paytest.Term))
			settle(t, w, r, pay.LateRefund)
		}, "sent back"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := paytest.NewWorld()
			r := w.Request(t, paytest.Split(2))
			c.happens(t, w, r)
			if err := r.WhyNoDocument(); pay.CodeOf(err) != pay.CodeNoDocument || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
		})
	}
}

func TestWhoADocumentIsMadeOutTo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, code, address string
		want                pay.DocumentPayer
		refused             pay.Code
		field               string
	}{
		{" SIA ZZ Dats ", "40003278467", "Elizabetes 41/43, Rīga ", pay.DocumentPayer{Name: "SIA ZZ Dats", Code: "40003278467", Address: "Elizabetes 41/43, Rīga", Organisation: true}, "", ""},
		{"Ernests Paraudziņš", "311299-00000", "", pay.DocumentPayer{Name: "Ernests Paraudziņš", Code: "311299-00000"}, "", ""},
		{"\t", "1", "", pay.DocumentPayer{}, pay.CodeMissing, "Name"},
		{"A", strings.Repeat("1", 51), "", pay.DocumentPayer{}, pay.CodeTooLong, "Code"},
		{"A", "", "Rīga\r\nLatvija", pay.DocumentPayer{}, pay.CodeInvalid, "Address"},
		{"A\ufffd", "", "", pay.DocumentPayer{}, pay.CodeInvalid, "Name"},
	} {
		got, err := pay.ParseDocumentPayer(c.name, c.code, c.address)
		if c.refused == "" && (err != nil || got != c.want) {
			t.Errorf("%q: %+v, %v", c.name, got, err)
		}
		if c.refused != "" && (pay.CodeOf(err) != c.refused || !strings.Contains(err.Error(), c.field)) {
			t.Errorf("%q %q %q: %v, want %s of %s", c.name, c.code, c.address, err, c.refused, c.field)
		}
	}
}

func TestWhichDocumentCanBeAskedFor(t *testing.T) {
	t.Parallel()
	w := paytest.NewWorld()
	r := w.Request(t, paytest.Split(1))
	if kind, err := r.DocumentWanted(r.Expires.Add(-time.Second)); kind != pay.DocumentInvoice || err != nil {
		t.Errorf("while it can be paid: %s, %v", kind, err)
	}
	if _, err := r.DocumentWanted(r.Expires); pay.CodeOf(err) != pay.CodeExpired {
		t.Errorf("past its term: %v", err)
	}
	r.Expire(r.Expires)
	if kind, err := r.DocumentWanted(r.Expires); kind != pay.DocumentConfirmation || err != nil {
		t.Errorf("closed: %s, %v", kind, err)
	}
}
