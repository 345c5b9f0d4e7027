package catalogue

import (
	"slices"

	"viss.gov.lv/mm/pay"
)

// step reads a service step; what it shares with its service is in it already.
func (r *reader) step(s pay.Step, n *node, at string) {
	m := r.members(n, at)
	s.Code = pay.StepCode(m.text("code", code))
	s.Name = r.name(m)
	s.DefaultExpiry, _ = parsed(r, m.mandatory("expiry"), m.path("expiry"), expiry)
	s.Providers = r.offered(m)
	s.Positions = make(map[pay.PositionCode]*pay.Position)
	purpose := m.maybe("purpose", template)
	positions := m.mandatory("positions")
	seen := make(map[string]int)
	m.list(positions, "positions", func(n *node, at string) {
		p := r.position(n, at)
		r.unique(seen, n, at, string(p.Code.Canonical()))
		if p.Purpose == "" {
			p.Purpose = purpose
		}
		s.Positions[p.Code.Canonical()] = p
	})
	m.done()
	if positions != nil && positions.kind == list && len(positions.items) == 0 {
		r.fault(positions.line, at+".positions", "want at least one position")
	}
	r.unique(r.steps, n, at, string(s.Code))
	r.catalogue.Steps[s.Code] = &s
}

// offered reads the providers of a step, in the order in which payers see them.
func (r *reader) offered(m *members) []pay.ProviderCode {
	n := m.mandatory("providers")
	var codes []pay.ProviderCode
	active := false
	m.list(n, "providers", func(item *node, at string) {
		c := pay.ProviderCode(r.scalar(item, at, provider))
		info, known := r.catalogue.Providers[c]
		switch {
		case c == "" || provider(string(c)) != "": // said already
		case !known:
			r.fault(item.line, at, "no provider has the code %q", c)
		case slices.Contains(codes, c):
			r.fault(item.line, at, "%q is given twice", c)
		default:
			codes = append(codes, c)
			active = active || info.Active
		}
	})
	if n != nil && !active {
		r.warn(n.line, m.path("providers"), "none of them is active: nothing of this step can be paid")
	}
	return codes
}

func (r *reader) position(n *node, at string) *pay.Position {
	m := r.members(n, at)
	p := &pay.Position{
		Code:           pay.PositionCode(m.text("code", code)),
		Name:           r.name(m),
		Purpose:        m.maybe("purpose", template),
		Classification: m.maybe("classification", classification),
	}
	r.priced(m, p)
	p.VAT, _ = parsed(r, m.optional("vat"), m.path("vat"), vat)
	if n := m.mandatory("account"); n != nil {
		name := r.scalar(n, m.path("account"), line(longName))
		if a, ok := r.accounts[name]; ok {
			p.Account, a.used = a.Account, true
		} else if name != "" {
			r.fault(n.line, m.path("account"), "no account has the name %q", short(name))
		}
	}
	m.done()
	return p
}

// priced reads either the unit price or the bounds of a free amount.
func (r *reader) priced(m *members, p *pay.Position) {
	price, amount := m.optional("price"), m.optional("amount")
	switch {
	case price != nil && amount != nil:
		r.fault(amount.line, m.path("amount"), "want either a price or an amount that the caller gives, not both")
	case price != nil:
		p.UnitPrice, _ = parsed(r, price, m.path("price"), money)
	case amount != nil:
		p.Free = true
		b := r.members(amount, m.path("amount"))
		p.Min, _ = parsed(r, b.optional("min"), b.path("min"), money)
		p.Max, _ = parsed(r, b.optional("max"), b.path("max"), money)
		b.done()
		if p.Max != 0 && p.Max < p.Min {
			r.fault(amount.line, m.path("amount"), "max %s is less than min %s", pay.EUR(p.Max), pay.EUR(p.Min))
		}
	case !m.broke:
		r.fault(m.node.line, m.at, "want a price, or an amount that the caller gives")
	}
}

// parsed reads a text that stands for a value; the zero value when it is
// absent.
func parsed[V any](r *reader, n *node, at string, parse func(string) (V, string)) (v V, ok bool) {
	r.scalar(n, at, func(s string) (want string) {
		v, want = parse(s)
		ok = want == ""
		return want
	})
	return v, ok
}
