package config

import (
	"maps"
	"net"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// bounds holds the settings to what their tags say.
func (r *reader) bounds(root reflect.Value) {
	walk(root, "", false, func(s setting) {
		if r.broken(s.path) {
			return
		}
		tag := s.field.Tag
		if s.value.IsZero() || s.value.Kind() == reflect.Slice && s.value.Len() == 0 {
			if tag.Get("required") != "" {
				r.fault(s.path, "missing%s", orVariable(s))
				return
			}
			if s.value.Kind() == reflect.String || s.value.Kind() == reflect.Slice {
				return
			}
		}
		if values := tag.Get("oneof"); values != "" {
			if all := strings.Split(values, "|"); !slices.Contains(all, s.value.String()) {
				r.fault(s.path, "%q is none of: %s", s.value.String(), strings.Join(all, ", "))
			}
		}
		least, most := tag.Get("min"), tag.Get("max")
		if least == "" {
			return
		}
		if i := s.value.Int(); i < bound(s.field.Type, least) || i > bound(s.field.Type, most) {
			r.fault(s.path, "%v is not between %s and %s", s.value.Interface(), least, most)
		}
	})
}

func orVariable(s setting) string {
	if name := s.variable(); name != "" {
		return "; it may also come from the environment, as " + name
	}
	return ""
}

// bound reads the tag of a limit; the package's test reads them all.
func bound(t reflect.Type, text string) int64 {
	if t == reflect.TypeFor[time.Duration]() {
		d, err := time.ParseDuration(text)
		if err != nil {
			panic("config: limit " + text + ": " + err.Error())
		}
		return int64(d)
	}
	i, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic("config: limit " + text + ": " + err.Error())
	}
	return i
}

// check holds what one tag cannot say.
func (r *reader) check(c Config) {
	r.checkDatabase(c.Database)
	r.checkListeners(c)
	r.checkProxy(c.Proxy)
	r.checkErrorCodes(c.ErrorCodes)
	r.checkNamespaces(c.SOAP)
	r.checkNotifications(c.Notifications)
	r.checkMail(c.Mail)
	r.checkJobs(c)
	r.checkProviders(c.Providers)
	r.checkDocuments(c.Documents)
}

func (r *reader) checkDatabase(d Database) {
	const path = "database.url"
	if r.broken(path) {
		return
	}
	address := d.URL.Reveal()
	scheme, _, ok := strings.Cut(address, "://")
	switch {
	case !ok:
	case scheme != "postgres" && scheme != "postgresql":
		r.fault(path, "want the path of a SQLite file, or an address that begins with postgres://")
	default:
		if u, err := url.Parse(address); err != nil || u.Host == "" && u.Query().Get("host") == "" {
			// The parser's own words would show the password.
			r.fault(path, "not a valid address; want postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters of the password percent-encoded")
		}
	}
}

func (r *reader) checkListeners(c Config) {
	r.checkAddress("web.address", c.Web.Address)
	r.checkAddress("services.address", c.Services.Address)
	r.checkAddress("ops.address", c.Ops.Address)
	used := map[string]string{}
	for _, l := range []struct{ path, address string }{
		{"web.address", c.Web.Address}, {"services.address", c.Services.Address}, {"ops.address", c.Ops.Address},
	} {
		_, port, _ := net.SplitHostPort(l.address)
		if other := used[l.address]; other != "" && port != "0" {
			r.fault(l.path, "the same as %s", other)
		}
		if l.address != "" {
			used[l.address] = l.path
		}
	}
	r.checkTLS("web.tls", c.Web.TLS)
	r.checkTLS("services.tls", c.Services.TLS)
	if c.Services.TLS == (TLS{}) && len(c.Proxy.Trusted) == 0 {
		r.fault("services.tls", "certificate and key are missing; without them this listener may only be reached through a reverse proxy, listed in proxy.trusted")
	}
	r.checkBase("web.publicUrl", c.Web.PublicURL)
	r.checkBase("services.publicUrl", c.Services.PublicURL)
}

func (r *reader) checkAddress(path, address string) {
	if address == "" || r.broken(path) {
		return
	}
	_, port, err := net.SplitHostPort(address)
	if n, e := strconv.Atoi(port); err != nil || e != nil || n < 0 || n > 65535 {
		r.fault(path, "%q is no address to listen on; want host:port or :port", address)
	}
}

func (r *reader) checkTLS(path string, t TLS) {
	if t.Certificate == "" && t.Key != "" {
		r.fault(path+".certificate", "missing; there is a key without a certificate")
	}
	if t.Certificate != "" && t.Key == "" {
		r.fault(path+".key", "missing; there is a certificate without its key")
	}
}

// checkBase wants an address that paths can be appended to.
func (r *reader) checkBase(path, address string) {
	if address == "" || r.broken(path) {
		return
	}
	u, err := url.Parse(address)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Host == "", u.User != nil:
		r.fault(path, "%q is no web address; want https://HOST", address)
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "" || strings.HasSuffix(address, "?"):
		r.fault(path, "%q goes on after the host; want %s://%s, without a slash at the end", address, u.Scheme, u.Host)
	}
}

func (r *reader) checkProxy(p Proxy) {
	for i, prefix := range p.Trusted {
		if prefix.IsValid() && prefix.Bits() == 0 {
			r.fault("proxy.trusted["+strconv.Itoa(i)+"]", "%s is the whole Internet: anybody could claim any certificate", prefix)
		}
	}
	for _, h := range []struct{ path, name string }{
		{"proxy.certificateHeader", p.CertificateHeader}, {"proxy.addressHeader", p.AddressHeader},
	} {
		if strings.ContainsFunc(h.name, func(c rune) bool {
			return c != '-' && c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
		}) {
			r.fault(h.path, "%q is no name of a header", h.name)
		}
	}
}

func (r *reader) checkErrorCodes(renames map[pay.Code]string) {
	var known []string
	owner := map[string]pay.Code{}
	for _, row := range pay.Codes() {
		known = append(known, string(row.Code))
		if renames[row.Code] == "" {
			owner[string(row.Code)] = row.Code
		}
	}
	for _, code := range slices.Sorted(maps.Keys(renames)) {
		if !slices.Contains(known, string(code)) {
			r.fault("errorCodes."+string(code), "MM has no such code; docs/protocol/error-codes.md lists them")
		}
	}
	for _, row := range pay.Codes() {
		name, renamed := renames[row.Code]
		path := "errorCodes." + string(row.Code)
		switch {
		case !renamed:
		case name == "" || len(name) > 64 || strings.ContainsFunc(name, func(c rune) bool { return c <= ' ' || c > '~' }):
			r.fault(path, "want 1 to 64 printable ASCII characters without spaces, since the name goes into a header")
		case owner[name] != "":
			r.fault(path, "%q is the name of %s already; callers could not tell them apart", name, owner[name])
		default:
			owner[name] = row.Code
		}
	}
}

func (r *reader) checkNamespaces(s SOAP) {
	for _, n := range []struct{ path, uri string }{
		{"soap.contractNamespace", s.ContractNamespace}, {"soap.dataNamespace", s.DataNamespace},
	} {
		if u, err := url.Parse(n.uri); n.uri != "" && (err != nil || u.Scheme == "" || strings.ContainsAny(n.uri, " \t\"<>&")) {
			r.fault(n.path, "%q is no namespace; want an absolute URI", n.uri)
		}
	}
	if s.ContractNamespace != "" && s.ContractNamespace == s.DataNamespace {
		r.fault("soap.dataNamespace", "the same as soap.contractNamespace; the two schemas would define each other's elements")
	}
}

func (r *reader) checkJobs(c Config) {
	if !r.broken("jobs.lease") && c.Jobs.Lease <= c.Deliveries.Timeout {
		r.fault("jobs.lease", "%s is not longer than deliveries.timeout (%s); a slow call would be made twice", c.Jobs.Lease, c.Deliveries.Timeout)
	}
	if c.Mail.Set() && !r.broken("jobs.lease") && !r.broken("mail.timeout") && c.Jobs.Lease <= c.Mail.Timeout {
		r.fault("jobs.lease", "%s is not longer than mail.timeout (%s); a message to a slow server would be sent twice", c.Jobs.Lease, c.Mail.Timeout)
	}
	if c.Jobs.PerLane >= c.Jobs.Workers && !r.broken("jobs.perLane") {
		r.fault("jobs.perLane", "%d is not less than jobs.workers (%d); one slow institution could delay all others", c.Jobs.PerLane, c.Jobs.Workers)
	}
}
