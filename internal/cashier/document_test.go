package cashier_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// seal certifies by noting the number, or refuses.
type seal struct{ refuses error }

func (s *seal) Certify(d *pay.Document) error {
	if d.Number == "" {
		return errors.New("a document is certified after it has its number")
	}
	d.Verification = pay.Verification{Code: "code of " + string(d.Number)}
	return s.refuses
}

// pays lets the payer pay the next payment of a request.
func (d *desk) pays(t *testing.T, r *pay.Request) {
	t.Helper()
	d.begin(t, d.read(t, r.ID))
	d.succeeds(t, r)
}

// succeeds lets the bank say that the last attempt succeeded.
func (d *desk) succeeds(t *testing.T, r *pay.Request) {
	t.Helper()
	r = d.read(t, r.ID)
	if err := d.says(t, paytest.Success(r, &r.Attempts[len(r.Attempts)-1])); err != nil {
		t.Fatal(err)
	}
}

// expires lets the term of a request pass.
func (d *desk) expires(t *testing.T, r *pay.Request) {
	t.Helper()
	d.Clock.Set(r.Expires)
	if _, err := d.Expire(t.Context(), pay.Job{Kind: pay.JobExpire, Ref: r.ID}); err != nil {
		t.Fatal(err)
	}
}

// issued shows the documents of a request, oldest first: type, number, total,
// what it replaces, payer.
func (d *desk) issued(t *testing.T, r *pay.Request) []string {
	t.Helper()
	all, err := d.store.Documents(t.Context(), pay.DocumentFilter{Request: r.ID})
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for i := len(all) - 1; i >= 0; i-- {
		x := all[i]
		text := string(x.Type) + " " + string(x.Number) + " " + pay.EUR(x.Total).String()
		if x.Replaces != "" {
			text += " for " + string(x.Replaces)
		}
		if x.Partial {
			text += " part"
		}
		if x.Payer.Name != "" {
			text += " " + x.Payer.Name + " " + x.Payer.Code
		}
		if x.Repository == 0 || x.Verification.Code != "code of "+string(x.Number) {
			t.Errorf("%s is not complete: %+v", x.Number, x)
		}
		shown = append(shown, text)
	}
	return shown
}

func (d *desk) wants(t *testing.T, r *pay.Request, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, d.issued(t, r)); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
}

func noInvoice(d pay.Draft) pay.Draft {
	yes := "true"
	d.NoInvoice = &yes
	return d
}

func TestAPaidRequestHasAConfirmation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Split(2))
	d.pays(t, r)
	d.wants(t, r) // the rest may still come
	if _, err := d.Document(t.Context(), owner, r.ID); pay.CodeOf(err) != pay.CodeNoDocument || !strings.Contains(err.Error(), "in part") {
		t.Errorf("a document before all is paid: %v", err)
	}
	d.pays(t, r)
	d.succeeds(t, r) // the bank repeats itself
	d.wants(t, r, "confirmation VRAA-2026-000001 2.00")
	got, err := d.Document(t.Context(), owner, r.ID)
	if err != nil || got.Number != "VRAA-2026-000001" || got.Payments[1].ProviderRef == "" {
		t.Errorf("document: %+v, %v", got, err)
	}
	if _, err := d.Document(t.Context(), pay.Caller{Institution: paytest.Stranger}, r.ID); pay.CodeOf(err) != pay.CodeRequestNotFound {
		t.Errorf("another institution gets %v", err)
	}
	found, err := d.IssuedDocument(t.Context(), "code of VRAA-2026-000001")
	if err != nil || found.Document.ID != got.ID || found.Replaced != "" {
		t.Errorf("by its code: %+v, %v", found, err)
	}
}

func TestNoInvoiceMeansNone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, noInvoice(paytest.Split(1)))
	d.pays(t, r)
	d.wants(t, r)
	if _, err := d.Document(t.Context(), owner, r.ID); !strings.Contains(err.Error(), "NoInvoice") {
		t.Errorf("the reason is %v", err)
	}
	if _, err := d.CreateInvoice(t.Context(), owner, r.ID, "SIA ZZ Dats", "40003278467", "Elizabetes 41/43, Rīga"); err != nil {
		t.Fatal(err)
	}
	d.wants(t, r, "confirmation VRAA-2026-000001 1.00 SIA ZZ Dats 40003278467")
}

func TestThePaidPartIsConfirmedAtTheEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		late pay.LatePolicy
		end  func(*desk, *pay.Request) error
		want []string
	}{
		"accepted late": {pay.LateAccept, nil, []string{
			"confirmation VRAA-2026-000001 1.00 part", "confirmation VRAA-2026-000002 2.00 for VRAA-2026-000001",
		}},
		"refunded": {pay.LateRefund, nil, []string{"confirmation VRAA-2026-000001 1.00 part"}},
		"withdrawn": {pay.LateAccept, func(d *desk, r *pay.Request) error {
			return d.Withdraw(t.Context(), "institution", r.ID, "")
		}, []string{"confirmation VRAA-2026-000001 1.00 part"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.Catalogue.Institutions[paytest.Owner].Late = c.late
			r := d.save(t, paytest.Split(2))
			d.pays(t, r)
			a := d.begin(t, d.read(t, r.ID))
			if err := d.GiveUp(t.Context(), r.ID, a.Ref); err != nil {
				t.Fatal(err)
			}
			if c.end == nil {
				d.expires(t, r)
			} else if err := c.end(d, r); err != nil {
				t.Fatal(err)
			}
			d.succeeds(t, r)
			d.wants(t, r, c.want...)
		})
	}
}

func TestLateMoneyToBeSentBackIsNeverConfirmed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Catalogue.Institutions[paytest.Owner].Late = pay.LateRefund
	r := d.save(t, paytest.Split(1))
	a := d.begin(t, r)
	if err := d.GiveUp(t.Context(), r.ID, a.Ref); err != nil {
		t.Fatal(err)
	}
	d.expires(t, r)
	d.succeeds(t, r)
	d.wants(t, r)
	_, err := d.CreateInvoice(t.Context(), owner, r.ID, "SIA ZZ Dats", "", "")
	if pay.CodeOf(err) != pay.CodeNoDocument || !strings.Contains(err.Error(), "sent back") {
		t.Errorf("asked for by name: %v", err)
	}
}

// What the institution wanted when the money came decides, not what it wants by now.
func TestALaterPolicyChangesNoDocument(t *testing.T) {
	t.Parallel()
	late := func(t *testing.T, now pay.LatePolicy) (*desk, *pay.Request, []pay.Attempt) {
		t.Helper()
		d := newDesk(t)
		d.Catalogue.Institutions[paytest.Owner].Late = now
		r := d.save(t, paytest.Split(3))
		d.pays(t, r)
		var given []pay.Attempt
		for _, number := range []pay.Number{r.Payments[1].Number, r.Payments[2].Number} {
			a, err := d.Begin(t.Context(), r.ID, pay.Choice{Payment: number, Provider: paytest.Demo, Language: pay.Latvian})
			if err != nil {
				t.Fatal(err)
			}
			if err := d.GiveUp(t.Context(), r.ID, a.Ref); err != nil {
				t.Fatal(err)
			}
			given = append(given, a)
		}
		d.expires(t, r)
		if err := d.says(t, paytest.Success(r, &given[0])); err != nil {
			t.Fatal(err)
		}
		return d, r, given
	}
	t.Run("sent back, though the rest would be welcome", func(t *testing.T) {
		t.Parallel()
		d, r, given := late(t, pay.LateRefund)
		d.Catalogue.Institutions[paytest.Owner].Late = pay.LateAccept
		if err := d.says(t, paytest.Success(r, &given[1])); err != nil {
			t.Fatal(err)
		}
		got := d.read(t, r.ID)
		if got.Letter != pay.LetterRevoked || !got.Payments[1].Refund || !got.Payments[2].Refund || got.Payments[0].Refund {
			t.Errorf("letter %s, %+v", got.Letter, got.Payments)
		}
		if _, err := d.CreateInvoice(t.Context(), owner, r.ID, "SIA ZZ Dats", "40003278467", ""); err != nil {
			t.Fatal(err)
		}
		d.wants(t, r, "confirmation VRAA-2026-000001 1.00 part", "confirmation VRAA-2026-000002 1.00 for VRAA-2026-000001 part SIA ZZ Dats 40003278467")
	})
	t.Run("accepted, though it would not be by now", func(t *testing.T) {
		t.Parallel()
		d, r, given := late(t, pay.LateAccept)
		d.Catalogue.Institutions[paytest.Owner].Late = pay.LateRefund
		if err := d.says(t, paytest.Success(r, &given[1])); err != nil {
			t.Fatal(err)
		}
		got := d.read(t, r.ID)
		if got.Letter != pay.LetterRevoked || got.Payments[1].Refund || !got.Payments[2].Refund {
			t.Errorf("letter %s, %+v", got.Letter, got.Payments)
		}
		if _, err := d.CreateInvoice(t.Context(), owner, r.ID, "SIA ZZ Dats", "40003278467", ""); err != nil {
			t.Fatal(err)
		}
		d.wants(t, r, "confirmation VRAA-2026-000001 1.00 part", "confirmation VRAA-2026-000002 2.00 for VRAA-2026-000001 part",
			"confirmation VRAA-2026-000003 2.00 for VRAA-2026-000002 part SIA ZZ Dats 40003278467")
	})
}

func TestCreateInvoice(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Split(1))
	ask := func(name, code string) int64 {
		t.Helper()
		id, err := d.CreateInvoice(t.Context(), owner, r.ID, name, code, "Rīga")
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	first := ask("SIA ZZ Dats", "40003278467")
	if again := ask(" SIA ZZ Dats ", "40003278467"); again != first {
		t.Errorf("the same input gave %d, then %d", first, again)
	}
	other := ask("Ernests Paraudziņš", "311299-00000")
	if other == first {
		t.Error("another name gave the same document")
	}
	d.wants(t, r, "invoice VRAA-2026-000001 1.00 SIA ZZ Dats 40003278467",
		"invoice VRAA-2026-000002 1.00 for VRAA-2026-000001 Ernests Paraudziņš 311299-00000")
	d.pays(t, r)
	if paid := ask("Ernests Paraudziņš", "311299-00000"); paid == other {
		t.Error("the invoice stands for the confirmation")
	}
	ask("SIA ZZ Dats", "40003278467")
	d.wants(t, r, "invoice VRAA-2026-000001 1.00 SIA ZZ Dats 40003278467",
		"invoice VRAA-2026-000002 1.00 for VRAA-2026-000001 Ernests Paraudziņš 311299-00000",
		"confirmation VRAA-2026-000003 1.00 for VRAA-2026-000002 Ernests Paraudziņš 311299-00000",
		"confirmation VRAA-2026-000004 1.00 for VRAA-2026-000003 SIA ZZ Dats 40003278467")
	found, err := d.IssuedDocument(t.Context(), "code of VRAA-2026-000001")
	if err != nil || found.Replaced != "VRAA-2026-000004" {
		t.Errorf("the first document: %+v, %v", found.Replaced, err)
	}
}

func TestCreateInvoiceRefuses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	open, withdrawn := d.save(t, paytest.Split(1)), d.save(t, paytest.Split(1))
	if err := d.Withdraw(t.Context(), "institution", withdrawn.ID, ""); err != nil {
		t.Fatal(err)
	}
	ask := func(caller pay.Caller, r *pay.Request, name string) pay.Code {
		_, err := d.CreateInvoice(t.Context(), caller, r.ID, name, "", "")
		return pay.CodeOf(err)
	}
	stranger := pay.Caller{Institution: paytest.Stranger}
	for name, c := range map[string]struct{ got, want pay.Code }{
		"foreign":   {ask(stranger, open, "A"), pay.CodeRequestNotFound},
		"unknown":   {ask(owner, &pay.Request{}, "A"), pay.CodeRequestNotFound},
		"nameless":  {ask(owner, open, " "), pay.CodeMissing},
		"too long":  {ask(owner, open, strings.Repeat("ā", 501)), pay.CodeTooLong},
		"two lines": {ask(owner, open, "A\nB"), pay.CodeInvalid},
		"withdrawn": {ask(owner, withdrawn, "A"), pay.CodeWithdrawn},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", name, c.got, c.want)
		}
	}
	d.Clock.Set(open.Expires)
	if got := ask(owner, open, "A"); got != pay.CodeExpired {
		t.Errorf("past its term: %s", got)
	}
	d.expires(t, open)
	if got := ask(owner, open, "A"); got != pay.CodeExpired {
		t.Errorf("expired: %s", got)
	}
	d.wants(t, open)
}

// Money that came is recorded whatever is wrong with documents.
func TestAPaymentIsKeptWithoutItsDocument(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*desk){
		"no institution": func(d *desk) { delete(d.Catalogue.Institutions, paytest.Owner) },
		"no certificate": func(d *desk) { d.seal.refuses = errors.New("refused") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			r := d.save(t, paytest.Split(1))
			known := *d.Catalogue.Institutions[paytest.Owner]
			d.begin(t, r)
			spoil(d)
			d.succeeds(t, r)
			if got := d.read(t, r.ID); got.State != pay.RequestPaid || got.Letter != pay.LetterExecuted {
				t.Errorf("request is %s, letter %s", got.State, got.Letter)
			}
			d.wants(t, r)
			if len(d.seen) != 1 || d.seen[0].Kind != pay.AttentionNoDocument || d.seen[0].ID.IsZero() {
				t.Errorf("attention: %+v", d.seen)
			}
			d.Catalogue.Institutions[paytest.Owner], d.seal.refuses = &known, nil
			issued, err := d.IssueMissing(t.Context(), "operator", r.ID)
			if err != nil || issued.Number != "VRAA-2026-000001" {
				t.Errorf("issued afterwards: %+v, %v", issued, err)
			}
			d.wants(t, r, "confirmation VRAA-2026-000001 1.00")
			if open, err := d.store.AttentionItems(t.Context(), pay.AttentionFilter{Request: r.ID}); err != nil || len(open) > 0 {
				t.Errorf("still needs attention: %+v, %v", open, err)
			}
			if _, err := d.IssueMissing(t.Context(), "operator", r.ID); pay.CodeOf(err) != pay.CodeNotPossible {
				t.Errorf("issued twice: %v", err)
			}
		})
	}
}

func TestOneTimeLink(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Split(1))
	if _, err := d.OneTimeLink(t.Context(), r.ID); pay.CodeOf(err) != pay.CodeNoDocument {
		t.Errorf("a link to nothing: %v", err)
	}
	d.pays(t, r)
	link, err := d.OneTimeLink(t.Context(), r.ID)
	secret, ok := strings.CutPrefix(link, "https://mm.test/copy/")
	if err != nil || !ok || len(secret) != 32 {
		t.Fatalf("link %q, %v", link, err)
	}
	for range 2 {
		if err := d.CopyLinkOpen(t.Context(), secret); err != nil {
			t.Errorf("looking uses a link up: %v", err)
		}
	}
	if err := d.CopyLinkOpen(t.Context(), strings.Repeat("1", 32)); pay.CodeOf(err) != pay.CodeRequestNotFound {
		t.Errorf("a made-up link: %v", err)
	}
	if id, err := d.UseCopyLink(t.Context(), secret); err != nil || id != r.ID {
		t.Errorf("used: %v, %v", id, err)
	}
	if _, err := d.UseCopyLink(t.Context(), secret); pay.CodeOf(err) != pay.CodeRequestNotFound {
		t.Errorf("used again: %v", err)
	}
}

func TestALinkExpires(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.save(t, paytest.Split(1))
	d.pays(t, r)
	link, err := d.OneTimeLink(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	d.Clock.Advance(pay.CopyLinkTerm - time.Second)
	secret := link[strings.LastIndexByte(link, '/')+1:]
	if err := d.CopyLinkOpen(t.Context(), secret); err != nil {
		t.Errorf("within its term: %v", err)
	}
	d.Clock.Advance(time.Second)
	if _, err := d.UseCopyLink(t.Context(), secret); pay.CodeOf(err) != pay.CodeRequestNotFound {
		t.Errorf("after its term: %v", err)
	}
}
