package catalogue

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"viss.gov.lv/mm/pay"
)

// largest is the size that a file may have. A country's catalogue has a few
// megabytes.
const largest = 64 << 20

// Parse reads and checks a catalogue file, YAML or JSON. Without an error the
// catalogue can be published; warnings tell of what is odd in it. With an error,
// which is Faults, there is no catalogue, and all faults are in it.
//
// The version is zero, and so is ValidFrom unless the file gives one.
func Parse(data []byte) (c *pay.Catalogue, warnings Faults, err error) {
	r := newReader()
	if err := r.read(data); err != nil {
		return nil, nil, Faults{err}
	}
	if len(r.faults) > 0 {
		return nil, r.warnings.sorted(), r.faults.sorted()
	}
	return r.catalogue, r.warnings.sorted(), nil
}

// reader makes a catalogue of a document, as far as it can, and collects what
// is wrong.
type reader struct {
	catalogue *pay.Catalogue
	faults    Faults
	warnings  Faults

	accounts     map[string]*account
	services     map[string]int // code → line
	institutions map[string]int
	series       map[string]pay.InstitutionCode // of documents
	steps        map[string]int
	providers    map[string]int
	owners       map[pay.Fingerprint]string // → path of the certificate
}

type account struct {
	pay.Account
	line int
	used bool
}

func newReader() *reader {
	return &reader{
		catalogue: &pay.Catalogue{
			Institutions: make(map[pay.InstitutionCode]*pay.Institution),
			Steps:        make(map[pay.StepCode]*pay.Step),
			Providers:    make(map[pay.ProviderCode]*pay.ProviderInfo),
		},
		accounts:     make(map[string]*account),
		services:     make(map[string]int),
		institutions: make(map[string]int),
		series:       make(map[string]pay.InstitutionCode),
		steps:        make(map[string]int),
		providers:    make(map[string]int),
		owners:       make(map[pay.Fingerprint]string),
	}
}

func (r *reader) fault(line int, at, format string, args ...any) {
	r.faults = append(r.faults, &Fault{line, at, fmt.Sprintf(format, args...)})
}

func (r *reader) warn(line int, at, format string, args ...any) {
	r.warnings = append(r.warnings, &Fault{line, at, fmt.Sprintf(format, args...)})
}

// read fails only when the data is no document at all.
func (r *reader) read(data []byte) *Fault {
	if len(data) > largest {
		return &Fault{Text: fmt.Sprintf("has more than %d bytes", largest)}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	parse := readYAML
	if bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) {
		parse = readJSON
	}
	document, err := parse(data)
	if err != nil {
		if f, ok := errors.AsType[*Fault](err); ok {
			return f
		}
		return &Fault{Text: err.Error()}
	}
	r.document(document)
	return nil
}

func (r *reader) document(n *node) {
	m := r.members(n, "")
	m.optional("$schema") // for editors
	r.validFrom(m)
	// What others refer to comes first, wherever it stands.
	m.list(m.mandatory("providers"), "providers", r.provider)
	r.accountsOf(m)
	m.list(m.mandatory("institutions"), "institutions", r.institution)
	m.done()
	for name, a := range r.accounts {
		if !a.used {
			r.warn(a.line, "accounts."+name, "no position uses it")
		}
	}
}

func (r *reader) validFrom(m *members) {
	n := m.optional("validFrom")
	if n == nil {
		return
	}
	t, _, err := pay.ParseMoment(n.text)
	if err != nil || n.kind != text || t.IsZero() {
		r.fault(n.line, "validFrom", "%q: want a date or time, as in 2026-12-31 or 2026-12-31T23:59:00+02:00", short(n.text))
		return
	}
	r.catalogue.ValidFrom = t.UTC()
}

// unique reports a code that was given before.
func (r *reader) unique(seen map[string]int, n *node, at, code string) {
	line := n.line
	if c := n.field("code"); c != nil {
		line = c.line
	}
	if first, twice := seen[code]; twice {
		r.fault(line, at+".code", "%q is given already, on line %d", code, first)
		return
	}
	if code != "" {
		seen[code] = line
	}
}

func (r *reader) provider(n *node, at string) {
	m := r.members(n, at)
	p := &pay.ProviderInfo{
		Code:   pay.ProviderCode(m.text("code", provider)),
		Name:   r.name(m),
		Kind:   pay.ProviderKind(m.oneOf("kind", string(pay.BankProvider), string(pay.CardProvider))),
		Active: m.boolean("active"),
	}
	m.done()
	r.unique(r.providers, n, at, string(p.Code))
	r.catalogue.Providers[p.Code] = p
}

// name is the mandatory name of something, in both languages.
func (r *reader) name(m *members) pay.Text {
	const key = "name"
	if n := m.mandatory(key); n != nil {
		return r.text(n, m.path(key))
	}
	return pay.Text{}
}

func (r *reader) text(n *node, at string) pay.Text {
	m := r.members(n, at)
	t := pay.Text{LV: m.text("lv", line(longName)), EN: m.maybe("en", line(longName))}
	m.done()
	return t
}

func (r *reader) accountsOf(m *members) {
	n := m.mandatory("accounts")
	if n == nil {
		return
	}
	if n.kind != object {
		r.fault(n.line, "accounts", "want an object of accounts by name, not %s", n.kind)
		return
	}
	byIBAN := make(map[string]string)
	for _, f := range n.fields {
		at := "accounts." + f.key
		if _, twice := r.accounts[f.key]; twice {
			r.fault(f.line, at, "is there already")
			continue
		}
		a := &account{Account: r.account(f.value, at), line: f.line}
		if other, shared := byIBAN[a.IBAN]; shared {
			r.warn(f.line, at, "has the IBAN of accounts.%s; payments are kept apart by account, not by IBAN", other)
		}
		byIBAN[a.IBAN] = f.key
		r.accounts[f.key] = a
	}
}

func (r *reader) account(n *node, at string) pay.Account {
	m := r.members(n, at)
	spaceless := func(s string) string { return iban(strings.ReplaceAll(s, " ", "")) }
	a := pay.Account{
		IBAN:           strings.ReplaceAll(m.text("iban", spaceless), " ", ""),
		Payee:          m.text("payee", line(longPayee)),
		RegistrationNo: m.maybe("registrationNo", registration),
		BIC:            m.maybe("bic", bic),
	}
	m.done()
	if iban(a.IBAN) == "" && !checksum(a.IBAN) {
		r.warn(m.node.field("iban").line, at+".iban", "the check digits of %s are wrong", a.IBAN)
	}
	return a
}
