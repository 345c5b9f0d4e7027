package catalogue

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"

	"viss.gov.lv/mm/pay"
)

func (r *reader) institution(n *node, at string) {
	m := r.members(n, at)
	i := &pay.Institution{
		Code:           pay.InstitutionCode(m.text("code", code)),
		Name:           r.name(m),
		RegistrationNo: m.text("registrationNo", registration),
		Contact:        r.contact(m),
		NoInvoiceMeans: pay.NoInvoiceSense(m.oneOf("noInvoice", string(pay.NoInvoiceByName), string(pay.NoInvoiceInverse))),
		Late:           pay.LatePolicy(m.oneOf("latePayment", string(pay.LateAccept), string(pay.LateRefund))),
	}
	i.Brand = r.brand(m)
	m.list(m.optional("certificates"), "certificates", func(n *node, at string) {
		if f, ok := r.certificate(n, at); ok {
			i.Certificates = append(i.Certificates, f)
		}
	})
	m.list(m.optional("services"), "services", func(n *node, at string) { r.service(i.Code, n, at) })
	m.done()
	r.unique(r.institutions, n, at, string(i.Code))
	r.documentSeries(n, at, i.Code)
	r.catalogue.Institutions[i.Code] = i
}

// documentSeries makes sure that no two institutions number their documents in
// the same series: people would take one document for another.
func (r *reader) documentSeries(n *node, at string, code pay.InstitutionCode) {
	series := pay.DocumentSeries(code)
	other, taken := r.series[series]
	switch {
	case code == "" || other == code: // told already
	case series == "":
		r.fault(n.line, at+".code", "%q: want a letter or digit in it, since documents are numbered by them", code)
	case taken:
		r.fault(n.line, at+".code", "%q: documents of %q are numbered %s-… already; want other letters and digits among the first eight", code, other, series)
	default:
		r.series[series] = code
	}
}

func (r *reader) contact(m *members) pay.Contact {
	n := m.mandatory("contact")
	if n == nil {
		return pay.Contact{}
	}
	c := r.members(n, m.path("contact"))
	contact := pay.Contact{Email: c.maybe("email", email), Phone: c.maybe("phone", phone), Web: c.maybe("web", web)}
	if name := c.optional("name"); name != nil {
		contact.Name = r.text(name, c.path("name"))
	}
	c.done()
	if contact.Email == "" && contact.Phone == "" && contact.Web == "" && !c.broke {
		r.fault(n.line, m.path("contact"), "want an e-mail address, a telephone number or a web address: payers in trouble need one")
	}
	return contact
}

// certificate is a client certificate in PEM, or its fingerprint. Of both only
// the fingerprint is kept.
func (r *reader) certificate(n *node, at string) (pay.Fingerprint, bool) {
	value := r.scalar(n, at, func(string) string { return "" })
	if value == "" {
		r.fault(n.line, at, "want the SHA-256 fingerprint of a certificate, or the certificate in PEM")
		return pay.Fingerprint{}, false
	}
	f, err := pay.ParseFingerprint(value)
	if strings.Contains(value, "-----") {
		f, err = fingerprintOfPEM(value)
	}
	if err != nil {
		r.fault(n.line, at, "%s", err)
		return pay.Fingerprint{}, false
	}
	if other, taken := r.owners[f]; taken {
		r.fault(n.line, at, "is the certificate of %s; a certificate names one caller", other)
		return pay.Fingerprint{}, false
	}
	r.owners[f] = at
	return f, true
}

func fingerprintOfPEM(s string) (pay.Fingerprint, error) {
	block, rest := pem.Decode([]byte(s))
	if block == nil || block.Type != "CERTIFICATE" {
		return pay.Fingerprint{}, errors.New("want a certificate in PEM, and never a key")
	}
	if strings.TrimSpace(string(rest)) != "" {
		return pay.Fingerprint{}, errors.New("something follows the certificate; give each its own item")
	}
	if _, err := x509.ParseCertificate(block.Bytes); err != nil {
		return pay.Fingerprint{}, err
	}
	return pay.FingerprintOf(block.Bytes), nil
}

func (r *reader) service(owner pay.InstitutionCode, n *node, at string) {
	m := r.members(n, at)
	common := pay.Step{
		Institution: owner,
		Service:     pay.ServiceCode(m.text("code", code)),
		ServiceName: r.name(m),
		Notices:     r.notices(m),
	}
	steps := m.mandatory("steps")
	m.list(steps, "steps", func(n *node, at string) { r.step(common, n, at) })
	m.done()
	if steps != nil && steps.kind == list && len(steps.items) == 0 {
		r.fault(steps.line, at+".steps", "want at least one step")
	}
	r.unique(r.services, n, at, string(common.Service))
}
