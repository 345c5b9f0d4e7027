package config

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"viss.gov.lv/mm/pay"
)

func (r *reader) checkProviders(all []Provider) {
	const longestName = 15
	seen := map[pay.ProviderCode]bool{}
	for i, p := range all {
		path := "providers[" + strconv.Itoa(i) + "]."
		if code := p.Code.Canonical(); code != "" && seen[code] {
			r.fault(path+"code", "%q is listed twice", code)
		} else {
			seen[code] = true
		}
		if u, err := url.Parse(p.URL); p.URL != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.HasSuffix(p.URL, "/")) {
			r.fault(path+"url", "%q is no web address without a slash at the end", p.URL)
		}
		for _, name := range []struct{ key, text string }{{"merchant", p.Merchant}, {"bank", p.Bank}} {
			if n := utf8.RuneCountInString(name.text); n > longestName {
				r.fault(path+name.key, "%d characters, more than %d", n, longestName)
			}
		}
		if !r.broken(path + "key") {
			r.checkKey(path+"key", p.Key)
		}
	}
}

// checkKey wants the private key of a protocol that signs with Ed25519.
func (r *reader) checkKey(path string, secret Secret) {
	block, _ := pem.Decode([]byte(secret.Reveal()))
	if block == nil || block.Type != "PRIVATE KEY" {
		r.fault(path, "not a private key in PEM (PKCS #8, “BEGIN PRIVATE KEY”)")
		return
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if _, ok := key.(ed25519.PrivateKey); err != nil || !ok {
		r.fault(path, "not an Ed25519 key; make one with: openssl genpkey -algorithm ed25519")
	}
}
