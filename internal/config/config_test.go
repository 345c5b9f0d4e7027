package config_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/pay"
)

// environment makes a getenv of pairs.
func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

// write puts a configuration into a file of its own, with the key that the
// example names beside it.
func write(t *testing.T, text string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range map[string]string{"mm.yaml": text, "documents.key": demoKey(t)} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(folder, "mm.yaml")
}

func demoKey(t *testing.T) string {
	t.Helper()
	key, err := os.ReadFile("testdata/demo.key")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(key))
}

func TestExampleIsCompleteAndShowsTheDefaults(t *testing.T) {
	t.Parallel()
	path := write(t, config.Example())
	got, err := config.Load(path, environment())
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Dir(path)
	want := config.Default()
	want.Database.URL = config.NewSecret(filepath.Join(folder, "mm.db"))
	want.Web.PublicURL = "https://mm.example.org"
	want.Services.TLS = config.TLS{
		Certificate: config.File(filepath.Join(folder, "services.crt")),
		Key:         config.File(filepath.Join(folder, "services.key")),
	}
	want.Services.ClientAuthorities = []config.File{config.File(filepath.Join(folder, "client-ca.crt"))}
	want.Documents.Key = config.NewSecret(demoKey(t))
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestEverySettingIsRead(t *testing.T) {
	t.Parallel()
	key := demoKey(t)
	got, err := config.Load("testdata/full.yaml", environment("THE_KEY", key, "MAIL_PASSWORD", "hunter2", "PFX_PASSWORD", "pfx"))
	if err != nil {
		t.Fatal(err)
	}
	folder, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string) config.File { return config.File(filepath.Join(folder, name)) }
	want := config.Config{
		Database: config.Database{URL: config.NewSecret("postgres://mm:pass%20word@db.example.org/mm"), Migrate: true, MaxConnections: 8},
		Web: config.Web{
			Address: ":443", TLS: config.TLS{Certificate: file("web.crt"), Key: "/etc/mm/web.key"},
			PublicURL: "https://pay.example.org", PaymentPath: "/MM_WebUI/WebUI2/Payments/",
		},
		Services: config.Services{
			Address: "10.0.0.1:8443", PublicURL: "https://services.example.org:8443",
			ClientAuthorities: []config.File{file("a.crt"), file("b.crt")}, RevocationLists: []config.File{file("a.crl")},
			Intermediates: []config.File{file("between.crt")}, PlatformCertificates: []config.File{file("platform.crt")},
			PlatformNetworks: []netip.Prefix{netip.MustParsePrefix("10.7.0.0/24")}, CertificatePassword: config.NewSecret("pfx"),
		},
		Ops: config.Ops{Address: ""},
		Proxy: config.Proxy{
			Trusted:           []netip.Prefix{netip.MustParsePrefix("10.1.2.0/24"), netip.MustParsePrefix("10.9.8.7/32")},
			CertificateHeader: "Client-Cert", CertificateForm: config.FormPEM, AddressHeader: "X-Real-IP",
		},
		Limits: config.Limits{
			BodyBytes: 65536, HeaderTimeout: time.Second, ReadTimeout: 2 * time.Second, WriteTimeout: 3 * time.Second,
			IdleTimeout: 4 * time.Second, Concurrency: 5, Connections: 50, ListRows: 500, ListTimeout: 200 * time.Millisecond, APIPerMinute: 600, UnknownIDsPerMinute: 6, StopTimeout: 7 * time.Second,
		},
		SOAP:       config.SOAP{ContractNamespace: "urn:contract", DataNamespace: "urn:data"},
		ErrorCodes: map[pay.Code]string{pay.CodeUnknownStep: "E-1203", pay.CodeInternal: "99"},
		Deliveries: config.Deliveries{
			Timeout: 5 * time.Second, UserAgent: "payments", AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		},
		Notifications: config.Notifications{
			MasterKey:         config.NewSecret("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="),
			PreviousMasterKey: config.NewSecret("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="),
		},
		Mail: config.Mail{
			Host: "mail.example.org", Port: 465, TLS: config.MailImplicit, Username: "mm", Password: config.NewSecret("hunter2"),
			From: "Maksājumi <pay@example.org>", Timeout: 6 * time.Second,
		},
		Documents: config.Documents{
			Key: config.NewSecret(key), PublicKeys: []config.File{file("old.pub"), file("next.pub")}, PublicURL: "https://check.example.org",
		},
		Jobs: config.Jobs{Workers: 3, PerLane: 2, PollInterval: 500 * time.Millisecond, Lease: 15 * time.Second},
		Providers: []config.Provider{{
			Code: "DEMO0000", Protocol: config.ProtocolDemo, URL: "http://127.0.0.1:9000/bank",
			Merchant: "MM", Bank: "DEMOBANK", Key: config.NewSecret(key), BankKey: file("bank.pub"),
		}},
		Log: config.Log{Level: "debug", Format: config.FormatText},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// Each file of testdata/wrong is named for what is wrong with it; beside it
// stands what the operator is told.
func TestWrong(t *testing.T) {
	files, err := filepath.Glob("testdata/wrong/*.yaml")
	if err != nil || len(files) < 20 {
		t.Fatalf("found %d wrong configurations, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			_, err := config.Load(file, environment())
			if _, ok := errors.AsType[config.Faults](err); !ok {
				t.Fatalf("got %v, want faults", err)
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".txt", err.Error()+"\n")
		})
	}
}

func TestEnvironmentGoesBeforeTheFile(t *testing.T) {
	t.Parallel()
	path := write(t, config.Example())
	got, err := config.Load(path, environment(
		"MM_DATABASE_URL", "postgres://localhost/mm",
		"MM_DATABASE_MIGRATE", "true",
		"MM_LIMITS_UNKNOWN_IDS_PER_MINUTE", "7",
		"MM_DELIVERIES_ALLOW_PRIVATE", "10.0.0.0/8, 127.0.0.1",
		"MM_SOAP_DATA_NAMESPACE", "urn:data",
	))
	if err != nil {
		t.Fatal(err)
	}
	if got.Database.URL.Reveal() != "postgres://localhost/mm" || !got.Database.Migrate {
		t.Errorf("database: %#v", got.Database)
	}
	if got.Limits.UnknownIDsPerMinute != 7 || got.SOAP.DataNamespace != "urn:data" {
		t.Errorf("limits %v, namespaces %v", got.Limits, got.SOAP)
	}
	if want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32")}; !cmp.Equal(got.Deliveries.AllowPrivate, want, cmpopts.EquateComparable(netip.Prefix{})) {
		t.Errorf("allowed %v, want %v", got.Deliveries.AllowPrivate, want)
	}
}

func TestFaultsOfTheEnvironmentNameTheVariable(t *testing.T) {
	t.Parallel()
	_, err := config.Load("", environment("MM_JOBS_WORKERS", "many", "MM_WEB_PUBLIC_URL", "pay.example.org"))
	if err == nil {
		t.Fatal("no faults")
	}
	for _, want := range []string{
		`MM_JOBS_WORKERS: jobs.workers: "many" is not a whole number`,
		`MM_WEB_PUBLIC_URL: web.publicUrl: "pay.example.org" is no web address`,
		`configuration: database.url: missing; it may also come from the environment, as MM_DATABASE_URL`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in:\n%v", want, err)
		}
	}
}

func TestSecretFromAFileBesideTheConfiguration(t *testing.T) {
	t.Parallel()
	path := write(t, strings.Replace(config.Example(), "url: mm.db", "url: file:database.url", 1))
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "database.url"), []byte("postgres://u:p@localhost/mm\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := config.Load(path, environment())
	if err != nil {
		t.Fatal(err)
	}
	if got.Database.URL.Reveal() != "postgres://u:p@localhost/mm" {
		t.Errorf("got %q", got.Database.URL.Reveal())
	}
}

func TestMissingFileIsNoFault(t *testing.T) {
	t.Parallel()
	if _, err := config.Load(filepath.Join(t.TempDir(), "none.yaml"), environment()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want fs.ErrNotExist", err)
	}
}

func TestSecretsDoNotShow(t *testing.T) {
	t.Parallel()
	const text = "hunter2"
	c := config.Default()
	c.Database.URL = config.NewSecret(text)
	c.Mail.Password = config.NewSecret(text)
	c.Documents.Key = config.NewSecret(text)
	c.Providers = []config.Provider{{Key: config.NewSecret(text)}}
	type foreign struct{ inner config.Config } // fmt asks no methods of unexported fields
	var shown bytes.Buffer
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&shown, format+"\n", c.Database.URL)
		fmt.Fprintf(&shown, format+"\n", c)
		fmt.Fprintf(&shown, format+"\n", &c)
		fmt.Fprintf(&shown, format+"\n", foreign{c})
	}
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	shown.Write(asJSON)
	shown.Write(asYAML)
	slog.New(slog.NewTextHandler(&shown, nil)).Info("test", "secret", c.Database.URL, "config", c)
	slog.New(slog.NewJSONHandler(&shown, nil)).Info("test", "secret", c.Database.URL, "config", c)
	for _, leak := range []string{text, fmt.Sprintf("%x", text)} {
		if strings.Contains(shown.String(), leak) {
			t.Errorf("%q shows in:\n%s", leak, shown.String())
		}
	}
	if !bytes.Contains(asJSON, []byte(`\u003csecret\u003e`)) || !bytes.Contains(asYAML, []byte("<secret>")) {
		t.Errorf("not <secret> in\n%s\n%s", asJSON, asYAML)
	}
}
