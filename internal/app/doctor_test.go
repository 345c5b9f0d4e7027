package app

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/store/storetest"
	"viss.gov.lv/mm/pay"
)

const rightSetUp = `
database: {url: mm.db}
web: {publicUrl: "https://mm.example.org", tls: {certificate: server.pem, key: server-key.pem}}
services:
  publicUrl: "https://services.mm.example.org"
  tls: {certificate: server.pem, key: server-key.pem}
  clientAuthorities: [ca.pem]
  revocationLists: [ca.crl]
  platformCertificates: [platform.pem]
documents: {key: "file:documents.key", publicKeys: [demo-bank.pub]}
notifications: {masterKey: "file:notices.key"}
providers:
  - {code: DEMO0000, protocol: demo, url: "https://bank.example.org", merchant: MM, bank: DEMO, key: "file:demo.key", bankKey: demo-bank.pub}
`

// setUp makes an installation at noon with everything in place, and gives the
// path of its configuration.
func setUp(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	makeAuthority(t, dir)
	makeServer(t, dir, "server", "mm.example.org", "services.mm.example.org")
	makeClient(t, dir, false, ClientCertificate{Name: "vraa", Password: "demo"})
	makeClient(t, dir, false, ClientCertificate{Name: "paraugpils", Password: "demo", Days: 20})
	makeClient(t, dir, false, ClientCertificate{Name: "platform", Password: "demo"})
	makeKeys(t, dir)
	file := filepath.Join(dir, "mm.yaml")
	writeFile(t, file, rightSetUp)
	c, err := config.Load(file, noEnvironment)
	if err != nil {
		t.Fatal(err)
	}
	if err := Migrate(t.Context(), c, io.Discard, true); err != nil {
		t.Fatal(err)
	}
	withOperator(t, file, func(o *Operator) {
		sample, err := catalogue.Sample(map[pay.InstitutionCode][]pay.Fingerprint{
			"VRAA": {fingerprintIn(t, dir, "vraa.pem")}, "PARAUGPILS": {fingerprintIn(t, dir, "paraugpils.pem")},
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := catalogue.Publish(t.Context(), o.db, sample, "tester", noon().Now()); err != nil {
			t.Fatal(err)
		}
	})
	return file
}

func makeKeys(t *testing.T, dir string) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	bank, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"demo.key", "documents.key"} {
		writeFile(t, filepath.Join(dir, name), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})))
	}
	writeFile(t, filepath.Join(dir, "notices.key"), base64.StdEncoding.EncodeToString(make([]byte, 32)))
	writeFile(t, filepath.Join(dir, "demo-bank.pub"), string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: bank})))
}

func fingerprintIn(t *testing.T, dir, name string) pay.Fingerprint {
	t.Helper()
	certs, err := certificatesIn(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return pay.FingerprintOf(certs[0].Raw)
}

func noEnvironment(string) string { return "" }

func withOperator(t *testing.T, file string, work func(*Operator)) {
	t.Helper()
	c, err := config.Load(file, noEnvironment)
	if err != nil {
		t.Fatal(err)
	}
	o, err := OpenOperator(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	work(o)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
}

func examined(t *testing.T, at pay.Clock, o Examination) Findings {
	t.Helper()
	if o.Getenv == nil {
		o.Getenv = noEnvironment
	}
	return examine(t.Context(), o, at)
}

func findings(t *testing.T, f Findings) string {
	t.Helper()
	return printed(t, func(_ context.Context, w io.Writer) error { return f.Print(w) })
}

func TestExamineARightSetUp(t *testing.T) {
	t.Parallel()
	file := setUp(t)
	dir := filepath.Dir(file)
	found := examined(t, noon(), Examination{File: file, Certificates: []string{
		filepath.Join(dir, "vraa.pem"), filepath.Join(dir, "paraugpils.pem"), filepath.Join(dir, "platform.pem"),
	}})
	compareOutput(t, "doctor/right", dir, findings(t, found))
	if err := found.Err(); err != nil {
		t.Errorf("a right set-up fails: %v", err)
	}
}

// The same set-up, forgotten for fourteen months.
func TestExamineAForgottenSetUp(t *testing.T) {
	t.Parallel()
	file := setUp(t)
	withOperator(t, file, func(o *Operator) {
		if _, err := o.db.AdvanceClock(t.Context(), time.Hour); err != nil {
			t.Fatal(err)
		}
		at := noon().Now().AddDate(0, 14, 0)
		err := o.db.Update(t.Context(), func(tx pay.Tx) error {
			tx.SetJob(pay.Job{Kind: pay.JobPurge, Lane: "own", Due: at})
			tx.AddAttention(pay.Attention{ID: pay.ID{1}, Kind: pay.AttentionOverpaid, Institution: "VRAA", Created: at})
			tx.AddDelivery(pay.Delivery{ID: pay.ID{2}, Kind: pay.DeliverServerResponse, Institution: "VRAA", State: pay.DeliveryFailed, Created: at, Done: at})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	later := pay.ClockFunc(func() time.Time { return noon().Now().AddDate(0, 14, 0).Add(24 * time.Hour) })
	found := examined(t, later, Examination{File: file})
	compareOutput(t, "doctor/forgotten", filepath.Dir(file), findings(t, found))
	if err := found.Err(); err == nil || err.Error() != "4 checks failed" {
		t.Errorf("got error %v, want that 4 checks failed", err)
	}
}

// What stands before the first `mm migrate`.
func TestExamineANewSetUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	makeKeys(t, dir)
	file := filepath.Join(dir, "mm.yaml")
	text := strings.NewReplacer("https://services.", "http://services.", "providers:\n", "providers: []\nops: {address: \":9090\"}\n# ").Replace(rightSetUp)
	writeFile(t, file, text)
	found := examined(t, noon(), Examination{File: file})
	compareOutput(t, "doctor/new", dir, findings(t, found))
	if _, err := os.Stat(filepath.Join(dir, "mm.db")); err == nil {
		t.Error("looking at a set-up made its database")
	}

	writeFile(t, filepath.Join(dir, "mm.db"), "")
	for _, f := range examined(t, noon(), Examination{File: file}) {
		if f.What == "schema" && f.Level == LevelFailure {
			return
		}
	}
	t.Error("an empty database passes")
}

func TestExamineTellsAllFaultsOfTheConfiguration(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "mm.yaml")
	writeFile(t, file, "database: {url: mm.db}\nweb: {publicUrl: mm.example.org}\nservices: {port: 1}\n")
	compareOutput(t, "doctor/configuration", dir, findings(t, examined(t, noon(), Examination{File: file})))
	compareOutput(t, "doctor/no-configuration", dir, findings(t, examined(t, noon(), Examination{File: filepath.Join(dir, "none.yaml")})))
}

func TestExaminePostgres(t *testing.T) {
	t.Parallel()
	file, url := setUp(t), storetest.Postgres(t)
	environment := func(name string) string {
		if name == "MM_DATABASE_URL" {
			return url
		}
		return ""
	}
	look := func() (found []string) {
		for _, line := range levels(examine(t.Context(), Examination{File: file, Getenv: environment}, machineClock())) {
			if slices.Contains([]string{"database", "durability", "clock", "schema", "business clock", "due work"}, strings.SplitN(line, " ", 2)[1]) {
				found = append(found, line)
			}
		}
		return found
	}
	want := []string{"ok database", "ok durability", "ok clock", "FAIL schema"}
	if diff := cmp.Diff(want, look()); diff != "" {
		t.Errorf("before mm migrate, findings differ (-want +got)\n%s", diff)
	}
	c, err := config.Load(file, environment)
	if err != nil {
		t.Fatal(err)
	}
	if err := Migrate(t.Context(), c, io.Discard, true); err != nil {
		t.Fatal(err)
	}
	want = []string{"ok database", "ok durability", "ok clock", "ok schema", "ok business clock", "ok due work"}
	if diff := cmp.Diff(want, look()); diff != "" {
		t.Errorf("after mm migrate, findings differ (-want +got)\n%s", diff)
	}
}

// The password of a database must not be printed.
func TestExamineDoesNotShowPasswords(t *testing.T) {
	t.Parallel()
	file := setUp(t)
	environment := func(name string) string {
		if name == "MM_DATABASE_URL" {
			return "postgres://mm:hunter2@127.0.0.1:1/mm?connect_timeout=2"
		}
		return ""
	}
	got := findings(t, examined(t, noon(), Examination{File: file, Getenv: environment}))
	if !strings.Contains(got, "FAIL  database: reach PostgreSQL") {
		t.Errorf("a database that does not answer is not told:\n%s", got)
	}
	if strings.Contains(got, "hunter2") {
		t.Errorf("the password is shown:\n%s", got)
	}
}

func TestFindingsAsJSON(t *testing.T) {
	t.Parallel()
	want := Findings{fine("a", "good"), warning("b", "odd", "look"), failure("c", "bad", "mend")}
	var out bytes.Buffer
	if err := want.PrintJSON(&out); err != nil {
		t.Fatal(err)
	}
	var got Findings
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("JSON differs (-want +got)\n%s", diff)
	}
	if err := want[:2].Err(); err != nil {
		t.Errorf("a warning is a failure: %v", err)
	}
	if err := want.Err(); err == nil || err.Error() != "1 check failed" {
		t.Errorf("got error %v, want that 1 check failed", err)
	}
}
