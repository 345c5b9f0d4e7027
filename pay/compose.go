package pay

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of a request. Real ones are far below; they keep a hostile caller from
// filling the store.
const (
	MaxLines      = 500
	MaxText       = 1000 // characters of any text member
	MaxURL        = 2000 // bytes of an address
	MaxBanks      = 50
	maxExtraBytes = 64 << 10
)

// Composition is what a draft needs to become a request.
type Composition struct {
	ID        ID
	Number    Number
	Owner     InstitutionCode
	Catalogue *Catalogue
	Now       time.Time // business clock
}

// Compose makes a request of what a caller wrote, or tells which field is
// wrong and what would be right; Error.More holds what else is. It splits the lines into payments; their
// numbers are filled in by whoever keeps the request.
func Compose(d Draft, c Composition) (*Request, error) {
	institution, ok := c.Catalogue.Institutions[c.Owner]
	if !ok {
		return nil, Fail(CodeUnknownCertificate, fmt.Errorf("institution %s is not in the catalogue", c.Owner))
	}
	if err := d.checkTexts(); err != nil {
		return nil, err
	}
	if d.ServiceStep == "" {
		return nil, missing("ServiceStep")
	}
	step, ok := c.Catalogue.Step(c.Owner, StepCode(d.ServiceStep))
	if !ok {
		return nil, fault(CodeUnknownStep, "ServiceStep", d.ServiceStep, stepsOf(c.Catalogue, c.Owner))
	}
	r := &Request{
		ID: c.ID, Number: c.Number, Institution: c.Owner, Step: step.Code,
		Catalogue: c.Catalogue.Version, Created: c.Now,
		State: RequestOpen, Letter: LetterProcess, Payer: d.Payer,
	}
	r.Detail = Detail{
		ServiceName: step.ServiceName, StepName: step.Name,
		PaymentObject: tidy(d.PaymentObject), Extra: d.Extra,
		Preferred: ProviderCode(d.SwiftCode).Canonical(),
	}
	var wrong faults
	wrong.add(d.dates(r, institution, step, c.Now))
	wrong.add(d.addresses(r))
	wrong.add(d.banks(r, step, c.Catalogue))
	wrong.add(d.parent(r))
	wrong.add(d.lines(r, step))
	if err := wrong.first(); err != nil {
		return nil, err
	}
	r.Detail.Warnings = d.warnings()
	return r, nil
}

// path names a member of PaymentRequest the way the published structure does.
func path(member string) string { return "PaymentRequest/" + member }

func missing(member string) *Error { return &Error{Code: CodeMissing, Field: path(member)} }

func fault(code Code, member, value string, want Want) *Error {
	return &Error{Code: code, Field: path(member), Value: value, Want: want}
}

// checkTexts bounds everything that is kept as text.
func (d *Draft) checkTexts() error {
	for _, t := range []struct{ member, value string }{
		{"ServiceStep", d.ServiceStep},
		{"PaymentObject", d.PaymentObject},
		{"SwiftCode", d.SwiftCode},
		{"ParentPaymentRequestID", d.ParentID},
		{"ClientInfo/ClientFirstName", d.Payer.FirstName},
		{"ClientInfo/ClientName", d.Payer.Name},
		{"ClientInfo/ClientCode", d.Payer.Code},
		{"ClientInfo/ClientEMail", d.Payer.Email},
		{"ClientInfo/ClientPhone", d.Payer.Phone},
		{"ClientInfo/ClientAddress", d.Payer.Address},
	} {
		if utf8.RuneCountInString(t.value) > MaxText {
			return fault(CodeTooLong, t.member, "", atMost(MaxText))
		}
		if !utf8.ValidString(t.value) || strings.ContainsRune(t.value, 0) {
			return fault(CodeInvalid, t.member, "", Want{})
		}
	}
	size := 0
	for _, e := range d.Extra {
		size += len(e.Raw)
	}
	if size > maxExtraBytes {
		return &Error{Code: CodeTooLong, Field: d.Extra[0].Name}
	}
	return nil
}

func atMost(n int) Want {
	return Want{
		LV: fmt.Sprintf("Ne vairāk par %d zīmēm.", n),
		EN: fmt.Sprintf("At most %d characters.", n),
	}
}

// dates fills in the term, the issue date and the sense of NoInvoice.
func (d *Draft) dates(r *Request, institution *Institution, step *Step, now time.Time) error {
	want := Want{LV: "Norādiet datumu kā 2026-12-31 vai 2026-12-31T14:00:00+02:00.", EN: "Give the date as 2026-12-31 or 2026-12-31T14:00:00+02:00."}
	r.Expires = now.Add(step.DefaultExpiry)
	if d.ExpiryDate != nil {
		t, dateOnly, err := ParseMoment(*d.ExpiryDate)
		switch {
		case err != nil:
			return fault(CodeInvalid, "ExpiryDate", *d.ExpiryDate, want)
		case t.IsZero(): // "not set" of .NET
		case dateOnly:
			r.Expires = EndOfDay(t)
		default:
			r.Expires = t
		}
	}
	r.Expires = r.Expires.UTC().Truncate(time.Millisecond)
	if !now.Before(r.Expires) {
		return fault(CodeExpiryPast, "ExpiryDate", deref(d.ExpiryDate), Want{})
	}
	if d.InvoiceIssueDate != nil {
		t, _, err := ParseMoment(*d.InvoiceIssueDate)
		if err != nil {
			return fault(CodeInvalid, "InvoiceIssueDate", *d.InvoiceIssueDate, want)
		}
		if !t.IsZero() {
			t = t.UTC()
			r.Detail.InvoiceIssueDate = &t
		}
	}
	return d.noInvoice(r, institution)
}

func (d *Draft) noInvoice(r *Request, institution *Institution) error {
	if d.DocumentWanted != nil {
		r.Detail.NoInvoice = !*d.DocumentWanted
		return nil
	}
	if d.NoInvoice == nil {
		return nil
	}
	given, ok := parseBool(*d.NoInvoice)
	if !ok {
		return fault(CodeInvalid, "NoInvoice", *d.NoInvoice, Want{LV: "Norādiet true vai false.", EN: "Give true or false."})
	}
	r.Detail.NoInvoice = given == (institution.NoInvoiceMeans != NoInvoiceInverse)
	return nil
}

// parseBool reads xs:boolean, in any case since Visual Basic writes True.
func parseBool(s string) (value, ok bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

func (d *Draft) addresses(r *Request) error {
	var wrong faults
	var err error
	r.Detail.ResponseURL, err = address("ResponseUrl", d.ResponseURL)
	wrong.add(err)
	r.Detail.ServerResponseURL, err = address("ServerResponseUrl", d.ServerResponseURL)
	wrong.add(err)
	return wrong.first()
}

// banks decides who may be chosen: AllowedBanks as far as they are active for
// the step, in the step's order; empty means all.
func (d *Draft) banks(r *Request, step *Step, c *Catalogue) error {
	if len(d.AllowedBanks) > MaxBanks {
		return fault(CodeTooManyLines, "AllowedBanks", "", Want{})
	}
	active := c.Offered(step)
	allowed := map[ProviderCode]bool{}
	for _, b := range d.AllowedBanks {
		code := ProviderCode(b).Canonical()
		if len(code) > 20 {
			return fault(CodeTooLong, "AllowedBanks/AllowedBankStructure/SwiftCode", string(code), atMost(20))
		}
		if code == "" || allowed[code] {
			continue
		}
		allowed[code] = true
		if !slices.Contains(active, code) {
			r.Detail.Skipped = append(r.Detail.Skipped, code)
		}
	}
	for _, code := range active {
		if len(allowed) == 0 || allowed[code] {
			r.Detail.Offered = append(r.Detail.Offered, code)
		}
	}
	if len(r.Detail.Offered) == 0 {
		return fault(CodeNoActiveBank, "AllowedBanks", joined(d.AllowedBanks), Want{
			LV: "Šim solim ir pieejami: " + joined(active) + ".",
			EN: "Available for this step: " + joined(active) + ".",
		})
	}
	return nil
}

func (d *Draft) parent(r *Request) error {
	if strings.TrimSpace(d.ParentID) == "" {
		return nil
	}
	id, err := ParseID(d.ParentID)
	if err != nil {
		return fault(CodeInvalid, "ParentPaymentRequestID", d.ParentID, Want{LV: "Norādiet maksāšanas pieprasījuma identifikatoru (GUID).", EN: "Give the identifier (GUID) of a payment request."})
	}
	if !id.IsZero() { // .NET's Guid.Empty
		r.Detail.Parent = &id
	}
	return nil
}

func joined[S ~string](codes []S) string {
	s := make([]string, len(codes))
	for i, c := range codes {
		s[i] = string(c)
	}
	return strings.Join(s, ", ")
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
