package pay

import (
	"strings"
	"time"
)

// Names of the catalogue's entries. All are what callers and operators write.
type (
	// InstitutionCode names an institution: "VRAA".
	InstitutionCode string
	// ServiceCode names a service: "DEM".
	ServiceCode string
	// StepCode names a service step, the ServiceStep of callers: "03G10".
	StepCode string
	// PositionCode names a position within its step: "53". Leading zeros do not
	// matter; Canonical takes them away.
	PositionCode string
	// ProviderCode names a bank or card acquirer: "HABALV22", "FIRSTDATA".
	ProviderCode string
)

// Canonical is the code without leading zeros and surrounding space, the form
// in which codes are compared.
func (p PositionCode) Canonical() PositionCode {
	s := strings.TrimLeft(strings.TrimSpace(string(p)), "0")
	if s == "" && p != "" {
		return "0"
	}
	return PositionCode(s)
}

// Canonical is the code in upper case without surrounding space.
func (p ProviderCode) Canonical() ProviderCode {
	return ProviderCode(strings.ToUpper(strings.TrimSpace(string(p))))
}

// Text is a name in both languages. English may be empty; In falls back to
// Latvian then.
type Text struct {
	LV string `json:"lv"`
	EN string `json:"en,omitempty"`
}

// In is the text in a language and the language that it is really in.
func (t Text) In(l Language) (string, Language) {
	if l == English && t.EN != "" {
		return t.EN, English
	}
	return t.LV, Latvian
}

// Catalogue is one immutable version of everything that institutions agreed
// with MM: who they are, what they sell, where the money goes.
type Catalogue struct {
	Version      int64     // given by the store, rising
	ValidFrom    time.Time // business time from which it is in force
	Institutions map[InstitutionCode]*Institution
	Steps        map[StepCode]*Step
	Providers    map[ProviderCode]*ProviderInfo
}

// LatePolicy says what a success means that comes after expiry.
type LatePolicy string

// The late-payment policies. A withdrawn request is always LateRefund.
const (
	LateAccept LatePolicy = "accept" // the request becomes paid, letter E
	LateRefund LatePolicy = "refund" // the letter stays R, an attention item asks for a refund
)

// Institution is who is paid for.
type Institution struct {
	Code           InstitutionCode
	Name           Text
	RegistrationNo string
	Contact        Contact
	Certificates   []Fingerprint // of client certificates, several at once for rotation
	NoInvoiceMeans NoInvoiceSense
	Late           LatePolicy
	Brand          Brand
}

// Fingerprint is the SHA-256 of a certificate's DER form.
type Fingerprint [32]byte

// Contact is where a payer turns for help.
type Contact struct {
	Name  Text
	Email string
	Phone string
	Web   string
}

// NoInvoiceSense says how an institution means the member NoInvoice.
type NoInvoiceSense string

// The published sample comments NoInvoice with the opposite of its name.
const (
	NoInvoiceByName  NoInvoiceSense = "name"    // true: no document
	NoInvoiceInverse NoInvoiceSense = "inverse" // true: a document
)

// Step is a service step with its price list.
type Step struct {
	Code          StepCode
	Name          Text
	Service       ServiceCode
	ServiceName   Text
	Institution   InstitutionCode
	Notices       *Notices      // how its service is told of news; nil: by the call of ServerResponseUrl
	DefaultExpiry time.Duration // from creation, when the caller gives no ExpiryDate
	Providers     []ProviderCode
	Positions     map[PositionCode]*Position // by canonical code
}

// Notices says that a service is told of its requests' news by signed notices,
// and not by the thin call of ServerResponseUrl.
type Notices struct {
	Address string // where they go; empty: to each request's ServerResponseUrl
	Scheme  NoticeScheme
	Keys    []int // which of the service's keys sign, by number; two while one takes the other's place
}

// NoticeScheme is how notices are signed (Standard Webhooks).
type NoticeScheme string

// The schemes, by the names that the signatures bear.
const (
	NoticeHMAC    NoticeScheme = "v1"  // HMAC-SHA256 with a secret that both sides know
	NoticeEd25519 NoticeScheme = "v1a" // Ed25519: the receiver needs the public key only
)

// Position is a row of a step's price list. Either it has a unit price, or the
// caller gives the amount within bounds.
type Position struct {
	Code           PositionCode
	Name           Text
	UnitPrice      int64 // cents; 0 when free
	Free           bool  // the caller gives the amount
	Min, Max       int64 // bounds of a free amount in cents; Max 0 = MaxMinor
	VAT            VAT
	Account        Account
	Purpose        string // template, see Purpose; empty = the default
	Classification string // budget classification code (EKK); may be empty
}

// VAT is the treatment of a position: prices include it.
type VAT struct {
	Subject bool `json:"subject"`           // false: not subject to VAT
	Percent int  `json:"percent,omitempty"` // 0 with Subject: zero-rated
}

// Account is where the money of a position goes.
type Account struct {
	IBAN           string `json:"iban"`
	Payee          string `json:"payee"` // the legal name on the account
	RegistrationNo string `json:"registrationNo,omitempty"`
	BIC            string `json:"bic,omitempty"`
}

// ProviderKind groups payment methods on the page.
type ProviderKind string

// The kinds of providers.
const (
	BankProvider ProviderKind = "bank"
	CardProvider ProviderKind = "card"
)

// ProviderInfo is what the catalogue says of a provider.
type ProviderInfo struct {
	Code   ProviderCode
	Name   Text
	Kind   ProviderKind
	Active bool
}

// Step finds a step of an institution. Another institution's step is unknown.
func (c *Catalogue) Step(owner InstitutionCode, code StepCode) (*Step, bool) {
	s, ok := c.Steps[StepCode(strings.TrimSpace(string(code)))]
	if !ok || s.Institution != owner {
		return nil, false
	}
	return s, true
}

// Offered lists the providers that are active for a step, in the step's order.
func (c *Catalogue) Offered(s *Step) []ProviderCode {
	var offered []ProviderCode
	for _, code := range s.Providers {
		if p, ok := c.Providers[code]; ok && p.Active {
			offered = append(offered, code)
		}
	}
	return offered
}
