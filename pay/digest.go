package pay

import (
	"crypto/sha256"
	"encoding/json"
	"strconv"
	"strings"
)

// Digest names the content of a draft: two drafts that mean the same have the
// same digest, however their messages were written. Values that cannot be read
// count as they stand.
func (d Draft) Digest() [32]byte {
	d.ExpiryDate = canonicalMoment(d.ExpiryDate)
	d.InvoiceIssueDate = canonicalMoment(d.InvoiceIssueDate)
	if d.NoInvoice != nil {
		if b, ok := parseBool(*d.NoInvoice); ok {
			s := strconv.FormatBool(b)
			d.NoInvoice = &s
		}
	}
	if id, err := ParseID(d.ParentID); err == nil {
		d.ParentID = id.String()
	}
	d.ServiceStep = strings.TrimSpace(d.ServiceStep)
	d.PaymentObject = tidy(d.PaymentObject)
	d.SwiftCode = string(ProviderCode(d.SwiftCode).Canonical())
	banks := make([]string, len(d.AllowedBanks))
	for i, b := range d.AllowedBanks {
		banks[i] = string(ProviderCode(b).Canonical())
	}
	d.AllowedBanks = banks
	lines := make([]DraftLine, len(d.Lines))
	for i, l := range d.Lines {
		lines[i] = l.canonical()
	}
	d.Lines = lines
	text, err := json.Marshal(d)
	if err != nil {
		return [32]byte{} // cannot be: a draft is texts only
	}
	return sha256.Sum256(text)
}

func canonicalMoment(s *string) *string {
	if s == nil {
		return nil
	}
	t, dateOnly, err := ParseMoment(*s)
	if err != nil {
		return s
	}
	if t.IsZero() {
		return nil
	}
	if dateOnly {
		t = EndOfDay(t)
	}
	c := strconv.FormatInt(t.UnixMilli(), 10)
	return &c
}

func (l DraftLine) canonical() DraftLine {
	if l.Item != nil {
		if v, err := ParseDecimal(*l.Item, 6); err == nil {
			s := strconv.FormatInt(v, 10)
			l.Item = &s
		}
	}
	if l.ItemName != nil {
		s := strings.ToLower(strings.TrimSpace(*l.ItemName))
		l.ItemName = &s
	}
	if l.Position != nil {
		s := string(PositionCode(*l.Position).Canonical())
		l.Position = &s
	}
	return l
}
