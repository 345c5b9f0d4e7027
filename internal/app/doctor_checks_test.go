package app

import (
	"errors"
	"io/fs"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/identity"
	"viss.gov.lv/mm/internal/store/postgres"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// levels are the findings without their words, which the golden files hold.
func levels(f Findings) []string {
	var all []string
	for _, one := range f {
		all = append(all, string(one.Level)+" "+one.What)
	}
	return all
}

func TestChecksOfSettings(t *testing.T) {
	t.Parallel()
	networks := func(all ...string) []netip.Prefix {
		var out []netip.Prefix
		for _, s := range all {
			out = append(out, netip.MustParsePrefix(s))
		}
		return out
	}
	behindProxy := config.Config{Web: config.Web{PublicURL: "https://mm.example.org"}}
	told := behindProxy
	told.Proxy.Trusted = networks("10.1.2.3/32")
	for _, tt := range []struct {
		name string
		got  Findings
		want []string
	}{
		{"root", checkUser(0), []string{"warn user"}},
		{"a user", checkUser(1000), nil},

		{"https", checkPublicURL("url", "https://mm.example.org"), []string{"ok url"}},
		{"http", checkPublicURL("url", "http://mm.example.org"), []string{"FAIL url"}},
		{"http on this machine", checkPublicURL("url", "http://localhost:8080"), []string{"warn url"}},
		{"http on a loopback address", checkPublicURL("url", "http://[::1]:8080"), []string{"warn url"}},
		{"http on a host that only sounds so", checkPublicURL("url", "http://localhost.example.org"), []string{"FAIL url"}},

		{"TLS ends at nobody", checkWebWithoutTLS(behindProxy), []string{"warn web.tls"}},
		{"TLS ends at a proxy", checkWebWithoutTLS(told), []string{"ok web.tls"}},
		{"no TLS at all is told elsewhere", checkWebWithoutTLS(config.Config{Web: config.Web{PublicURL: "http://mm.example.org"}}), nil},

		{"ops off", checkOps(""), []string{"warn ops.address"}},
		{"ops on loopback", checkOps("127.0.0.1:9090"), []string{"ok ops.address"}},
		{"ops on localhost", checkOps("localhost:9090"), []string{"ok ops.address"}},
		{"ops on an inner address", checkOps("10.1.2.3:9090"), []string{"ok ops.address"}},
		{"ops on all addresses", checkOps(":9090"), []string{"warn ops.address"}},
		{"ops on all addresses, too", checkOps("0.0.0.0:9090"), []string{"warn ops.address"}},
		{"ops on a public address", checkOps("192.0.2.1:9090"), []string{"warn ops.address"}},
		{"ops on a name", checkOps("mm.example.org:9090"), []string{"warn ops.address"}},

		{"no proxy", checkTrusted(nil), nil},
		{"a proxy elsewhere", checkTrusted(networks("10.1.2.3/32")), []string{"ok proxy.trusted"}},
		{"a proxy here", checkTrusted(networks("10.1.2.3/32", "127.0.0.0/8", "::1/128")), []string{"warn proxy.trusted", "warn proxy.trusted"}},

		{"no private addresses", checkAllowed(nil), nil},
		{"private addresses", checkAllowed(networks("10.0.0.0/8")), []string{"warn deliveries.allowPrivate"}},

		{"no provider", checkProviders(nil), []string{"warn providers"}},
		{"a stand-in among real ones", checkProviders([]config.Provider{{Code: "HABALV22", Protocol: "banklink"}, {Code: "DEMO0000", Protocol: "demo"}}), []string{"ok providers", "warn providers"}},

		{"a key for its owner", checkMode("key", fileFacts{path: "key", mode: 0o600}), nil},
		{"a key for its group", checkMode("key", fileFacts{path: "key", mode: 0o640}), []string{"warn key"}},
		{"a key for all", checkMode("key", fileFacts{path: "key", mode: 0o644}), []string{"warn key"}},
		{"a key that is not there is told elsewhere", checkMode("key", fileFacts{path: "key", err: fs.ErrNotExist}), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, levels(tt.got)); diff != "" {
				t.Errorf("findings differ (-want +got)\n%s", diff)
			}
		})
	}
}

func TestChecksOfTheDatabase(t *testing.T) {
	t.Parallel()
	now := noon().Now()
	right := postgres.Facts{Version: 150004, FSync: "on", FullPageWrites: "on", Commit: "on", Encoding: "UTF8", Connections: 100, Clock: now}
	with := func(change func(*postgres.Facts)) Findings {
		f := right
		change(&f)
		return checkPostgres(f, now, now, 16)
	}
	folder := fileFacts{mode: fs.ModeDir | 0o700}
	broken := errors.New("broken")
	for _, tt := range []struct {
		name string
		got  Findings
		want []string
	}{
		{"all right", with(func(*postgres.Facts) {}), []string{"ok database", "ok durability", "ok clock"}},
		{"too old", with(func(f *postgres.Facts) { f.Version = 140011 }), []string{"ok database", "FAIL database", "ok durability", "ok clock"}},
		{"a standby", with(func(f *postgres.Facts) { f.Standby = true }), []string{"ok database", "FAIL database", "ok durability", "ok clock"}},
		{"another encoding", with(func(f *postgres.Facts) { f.Encoding = "LATIN1" }), []string{"ok database", "FAIL database", "ok durability", "ok clock"}},
		{"no syncs", with(func(f *postgres.Facts) { f.FSync = "off" }), []string{"ok database", "FAIL durability", "ok clock"}},
		{"no full pages", with(func(f *postgres.Facts) { f.FullPageWrites = "off" }), []string{"ok database", "warn durability", "ok clock"}},
		{"acknowledged before it is on disk", with(func(f *postgres.Facts) { f.Commit = "off" }), []string{"ok database", "FAIL durability", "ok clock"}},
		{"few connections", with(func(f *postgres.Facts) { f.Connections = 18 }), []string{"ok database", "warn database", "ok durability", "ok clock"}},
		{"a slow clock", with(func(f *postgres.Facts) { f.Clock = now.Add(-3 * time.Second) }), []string{"ok database", "ok durability", "warn clock"}},
		{"a fast clock", with(func(f *postgres.Facts) { f.Clock = now.Add(3 * time.Second) }), []string{"ok database", "ok durability", "warn clock"}},
		{"an answer that took its time", Findings{checkSkew(now.Add(30*time.Second), now, now.Add(time.Minute))}, []string{"ok clock"}},

		{"no file, made at start", checkMissing("mm.db", true, folder), []string{"warn database"}},
		{"no file", checkMissing("mm.db", false, folder), []string{"FAIL database"}},
		{"no folder", checkMissing("mm.db", true, fileFacts{err: fs.ErrNotExist}), []string{"FAIL database"}},
		{"room enough", checkVolume(volume{free: 50 * gigabyte}, nil, gigabyte), []string{"ok durability", "ok disk"}},
		{"little room", checkVolume(volume{free: gigabyte - 1}, nil, megabyte), []string{"ok durability", "warn disk"}},
		{"little room for so much", checkVolume(volume{free: 50 * gigabyte}, nil, 501*gigabyte), []string{"ok durability", "warn disk"}},
		{"no room", checkVolume(volume{free: 99 * megabyte}, nil, megabyte), []string{"ok durability", "FAIL disk"}},
		{"a network share", checkVolume(volume{free: 50 * gigabyte, network: true}, nil, megabyte), []string{"FAIL durability", "ok disk"}},
		{"nobody knows", checkVolume(volume{free: -1}, nil, megabyte), []string{"ok durability"}},
		{"nobody may know", checkVolume(volume{}, broken, megabyte), []string{"warn disk"}},

		{"current schema", checkSchema(3, 3, nil, false), []string{"ok schema"}},
		{"newer schema", checkSchema(4, 3, nil, false), []string{"ok schema"}},
		{"old schema", checkSchema(2, 3, nil, false), []string{"FAIL schema"}},
		{"old schema, migrated at start", checkSchema(2, 3, nil, true), []string{"warn schema"}},
		{"unreadable schema", checkSchema(0, 3, broken, true), []string{"FAIL schema"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, levels(tt.got)); diff != "" {
				t.Errorf("findings differ (-want +got)\n%s", diff)
			}
		})
	}
}

func TestChecksOfTheCatalogue(t *testing.T) {
	t.Parallel()
	now := noon().Now()
	all := []config.Provider{{Code: paytest.Demo}, {Code: paytest.Swedbank}, {Code: paytest.Cards}}
	with := func(providers []config.Provider, change func(*pay.Catalogue)) Findings {
		c := paytest.Catalogue()
		for i, code := range []pay.InstitutionCode{paytest.Owner, paytest.Stranger} {
			c.Institutions[code].Certificates = []pay.Fingerprint{{byte(i + 1)}}
		}
		change(c)
		return checkCatalogue(c, nil, providers, now)
	}
	later := []pay.CatalogueVersion{{Version: 2, ValidFrom: now.Add(time.Hour)}, {Version: 1, ValidFrom: now}}
	passedOver := []pay.CatalogueVersion{{Version: 2, ValidFrom: now}, {Version: 1, ValidFrom: now.Add(time.Hour)}}
	broughtBack := append([]pay.CatalogueVersion{{Version: 3, ValidFrom: now.Add(time.Hour)}}, passedOver...)
	for _, tt := range []struct {
		name string
		got  Findings
		want []string
	}{
		{"all right", with(all, func(*pay.Catalogue) {}), []string{"ok catalogue"}},
		{"none", checkCatalogue(nil, nil, all, now), []string{"FAIL catalogue"}},
		{"none yet", checkCatalogue(nil, later[:1], all, now), []string{"FAIL catalogue", "ok catalogue"}},
		{"one waits", checkCatalogue(nil, later, all, now), []string{"FAIL catalogue", "ok catalogue"}},
		{"one was passed over", checkCatalogue(nil, passedOver, all, now), []string{"FAIL catalogue", "warn catalogue"}},
		{"one was passed over and brought in again", checkCatalogue(nil, broughtBack, all, now), []string{"FAIL catalogue", "ok catalogue"}},
		{"an institution cannot call", with(all, func(c *pay.Catalogue) { c.Institutions[paytest.Owner].Certificates = nil }), []string{"ok catalogue", "warn institutions"}},
		{"a step's providers are inactive", with(all, func(c *pay.Catalogue) { c.Steps["03G11"].Providers = []pay.ProviderCode{paytest.Luminor} }), []string{"ok catalogue", "FAIL steps"}},
		{"nothing is configured", with(nil, func(*pay.Catalogue) {}), []string{"ok catalogue", "FAIL steps", "warn providers"}},
		{"an active provider is not configured", with(all[:2], func(*pay.Catalogue) {}), []string{"ok catalogue", "warn providers"}},
		{"a provider is not in the catalogue", with(append(all, config.Provider{Code: "NEWBANK"}), func(*pay.Catalogue) {}), []string{"ok catalogue", "warn providers"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, levels(tt.got)); diff != "" {
				t.Errorf("findings differ (-want +got)\n%s", diff)
			}
		})
	}
}

func TestChecksOfWork(t *testing.T) {
	t.Parallel()
	now := noon().Now()
	due := func(age time.Duration) Findings {
		return Findings{checkJobs(map[pay.JobKind]pay.JobCount{
			pay.JobExpire: {Waiting: 9}, pay.JobDeliver: {Waiting: 3, Due: 2, Oldest: now.Add(-age)},
		}, now)}
	}
	delivery := func(tries int, done time.Time) []pay.Delivery {
		return []pay.Delivery{{Institution: "VRAA", Tries: tries, Done: done}}
	}
	for _, tt := range []struct {
		name string
		got  Findings
		want []string
	}{
		{"the clock was not moved", Findings{checkOffset(0)}, []string{"ok business clock"}},
		{"the clock was moved", Findings{checkOffset(time.Millisecond)}, []string{"FAIL business clock"}},
		{"nothing is due", Findings{checkJobs(nil, now)}, []string{"ok due work"}},
		{"work is in hand", due(time.Second), []string{"ok due work"}},
		{"work is late", due(2 * time.Minute), []string{"warn due work"}},
		{"nobody works", due(time.Hour), []string{"FAIL due work"}},
		{"all accepted", checkDeliveries(nil, delivery(1, time.Time{}), now), []string{"ok deliveries"}},
		{"failed yesterday", checkDeliveries(delivery(14, now.AddDate(0, 0, -1)), nil, now), []string{"warn deliveries"}},
		{"failed last month", checkDeliveries(delivery(14, now.AddDate(0, -1, 0)), nil, now), []string{"ok deliveries"}},
		{"not accepted again and again", checkDeliveries(nil, delivery(4, time.Time{}), now), []string{"warn deliveries"}},
		{"nothing for a person", Findings{checkAttention(nil)}, []string{"ok attention"}},
		{"something for a person", Findings{checkAttention(map[pay.AttentionKind]int{pay.AttentionToRefund: 2})}, []string{"warn attention"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, levels(tt.got)); diff != "" {
				t.Errorf("findings differ (-want +got)\n%s", diff)
			}
		})
	}
}

func TestChecksOfRevocationLists(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		states []identity.ListState
		want   []string
	}{
		{"none", nil, []string{"warn services.revocationLists"}},
		{"good", []identity.ListState{{Path: "ca.crl"}}, []string{"ok services.revocationLists"}},
		{"overdue", []identity.ListState{{Path: "ca.crl", Overdue: true}}, []string{"warn services.revocationLists"}},
		{"unreadable", []identity.ListState{{Path: "ca.crl"}, {Path: "b.crl", Err: fs.ErrPermission}}, []string{"ok services.revocationLists", "FAIL services.revocationLists"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, levels(checkLists(tt.states))); diff != "" {
				t.Errorf("findings differ (-want +got)\n%s", diff)
			}
		})
	}
}
