package app

import (
	"net/netip"
	"strings"
	"testing"
)

func TestCheckPlatformNetworks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "10.1.0.0/16": "warn", "127.0.0.1/32 fd00::/8": "warn", "10.0.0.0/8 0.0.0.0/0": "warn FAIL", "192.0.2.0/24": "warn FAIL",
	} {
		var networks []netip.Prefix
		for f := range strings.FieldsSeq(text) {
			networks = append(networks, netip.MustParsePrefix(f))
		}
		var got []string
		for _, f := range checkPlatformNetworks(networks) {
			got = append(got, strings.Fields(f.String())[0])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
}

func TestInNetworks(t *testing.T) {
	t.Parallel()
	networks := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fd00::/8")}
	for text, want := range map[string]bool{"10.1.2.3": true, "10.2.2.3": false, "fd00::1%eth0": true, "::1": false} {
		if got := inNetworks(netip.MustParseAddr(text), networks); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if inNetworks(netip.Addr{}, networks) {
		t.Error("nobody's address is in a network")
	}
}
