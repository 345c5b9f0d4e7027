package catalogue_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/internal/identity/authority"
	"viss.gov.lv/mm/pay"
)

func load(t *testing.T, content []byte) (*pay.Catalogue, error) {
	t.Helper()
	s := &shelf{}
	if _, err := s.AddCatalogue(context.Background(), pay.CatalogueVersion{ValidFrom: today, Digest: sha256.Sum256(content), Content: content}); err != nil {
		t.Fatal(err)
	}
	return catalogue.Load(t.Context(), s, 1)
}

// What the first release stored lies in databases for ever. The file is never
// written anew; when this test fails, old requests have become unreadable.
func TestWhatWasStoredOnceIsReadForEver(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/stored-1.json")
	if err != nil {
		t.Fatal(err)
	}
	c, err := load(t, content)
	if err != nil {
		t.Fatal(err)
	}
	want := &pay.Position{
		Code: "2", Name: pay.Text{LV: "Nosūtīšana ierakstītā sūtījumā", EN: "Registered delivery"}, UnitPrice: 450,
		VAT: pay.VAT{Subject: true, Percent: 21}, Purpose: "Pasta izdevumi: {PaymentObject}, Nr. {Number}", Classification: "21.3.9.9",
		Account: pay.Account{IBAN: "LV15TREL9990000000002", Payee: "Valsts reģionālās attīstības aģentūra (paraugs)", RegistrationNo: "90009990011", BIC: "TRELLV22"},
	}
	if diff := cmp.Diff(want, c.Steps["02Y71"].Positions["2"]); diff != "" {
		t.Error(diff)
	}
	if len(c.Steps) != 8 || len(c.Institutions) != 2 || len(c.Providers) != 3 {
		t.Errorf("%d steps, %d institutions, %d providers, want 8, 2, 3", len(c.Steps), len(c.Institutions), len(c.Providers))
	}
}

// A rule that a later release adds must not make a stored version unreadable,
// nor must a member that a newer release stored before it was rolled back.
func TestStoredVersionsAreNotCheckedAgain(t *testing.T) {
	t.Parallel()
	content := strings.NewReplacer(`"bic":"TRELLV22"`, `"bic":"?"`, `"kind":"bank"`, `"kind":"bank","fee":"none"`)
	stored, err := os.ReadFile("testdata/stored-1.json")
	if err != nil {
		t.Fatal(err)
	}
	c, err := load(t, []byte(content.Replace(string(stored))))
	if err != nil || len(c.Steps) != 8 {
		t.Errorf("%v, %v", c, err)
	}
	if _, err := load(t, stored[:len(stored)/2]); err == nil {
		t.Error("loaded half a version")
	}
}

func TestCertificatesInPEM(t *testing.T) {
	t.Parallel()
	a, err := authority.New(&clock{today}, rand.Reader, "root")
	if err != nil {
		t.Fatal(err)
	}
	issued, err := a.Server()
	if err != nil {
		t.Fatal(err)
	}
	in := func(pem string) string {
		item := "      - |\n        " + strings.ReplaceAll(strings.TrimSpace(pem), "\n", "\n        ") + "\n"
		return strings.Replace(small, "    services:", item+"    services:", 1)
	}
	c, _, err := catalogue.Parse([]byte(in(string(issued.CertificatePEM()))))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Institutions["VRAA"].Certificates; len(got) != 2 || got[1] != issued.Fingerprint() {
		t.Errorf("certificates %v, want the second %s", got, issued.Fingerprint())
	}
	for name, pem := range map[string]string{
		"two in one item":   string(issued.CertificatePEM()) + string(a.CertificatePEM()),
		"not a certificate": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
	} {
		if _, _, err := catalogue.Parse([]byte(in(pem))); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
