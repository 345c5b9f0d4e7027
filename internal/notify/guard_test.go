package notify_test

import (
	"net/netip"
	"testing"

	"viss.gov.lv/mm/internal/notify"
)

func TestGuardLetsOnlyPublicAddressesPass(t *testing.T) {
	t.Parallel()
	for address, pass := range map[string]bool{
		"93.184.216.34:80":           true,
		"93.184.216.34:443":          true,
		"93.184.216.34:8443":         true,
		"93.184.216.34:25":           false, // mail
		"93.184.216.34:22":           false,
		"[2a00:1450:4001::1]:443":    true,
		"0.0.0.0:80":                 false,
		"10.1.2.3:443":               false,
		"100.64.0.1:443":             false, // carrier-grade NAT
		"127.0.0.1:8080":             false,
		"127.9.9.9:80":               false,
		"169.254.169.254:80":         false, // metadata of clouds
		"172.16.0.1:443":             false,
		"172.32.0.1:443":             true,
		"192.168.1.1:443":            false,
		"192.0.0.8:443":              false,
		"198.18.0.1:443":             false,
		"203.0.113.7:443":            false,
		"224.0.0.1:443":              false,
		"255.255.255.255:443":        false,
		"[::]:443":                   false,
		"[::1]:443":                  false,
		"[::ffff:127.0.0.1]:443":     false, // IPv4-mapped
		"[::ffff:10.0.0.1]:443":      false,
		"[::ffff:93.184.216.34]:443": true,
		"[::7f00:1]:443":             false, // IPv4-compatible
		"[64:ff9b::7f00:1]:443":      false, // NAT64
		"[64:ff9b:1::1]:443":         false,
		"[fc00::1]:443":              false,
		"[fd12:3456::1]:443":         false,
		"[fe80::1%eth0]:443":         false,
		"[fec0::1]:443":              false,
		"[ff02::1]:443":              false,
		"[2001::1]:443":              false, // Teredo
		"[2001:db8::1]:443":          false,
		"[2002:7f00:1::]:443":        false, // 6to4
		"[3fff::1]:443":              false,
		"[5f00::1]:443":              false,
		"not an address":             false,
	} {
		if err := (notify.Guard{}).Control("tcp", address, nil); (err == nil) != pass {
			t.Errorf("%s: %v, want it to pass: %v", address, err, pass)
		}
	}
}

func TestGuardLetsConfiguredPrefixesPass(t *testing.T) {
	t.Parallel()
	g := notify.Guard{Allowed: []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16"), netip.MustParsePrefix("fd00:7::/32")}}
	for address, pass := range map[string]bool{
		"10.20.30.40:443":          true,
		"[::ffff:10.20.30.40]:443": true,
		"10.20.30.40:81":           true,
		"10.21.0.1:443":            false,
		"[fd00:7::1]:443":          true,
		"[fd00:8::1]:443":          false,
		"127.0.0.1:443":            false,
	} {
		if err := g.Control("tcp", address, nil); (err == nil) != pass {
			t.Errorf("%s: %v, want it to pass: %v", address, err, pass)
		}
	}
}
