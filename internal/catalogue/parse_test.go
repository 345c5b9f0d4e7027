package catalogue_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/pay"
)

// small is a catalogue that is right; the tests spoil it in one place each.
const small = `providers:
  - {code: DEMO0000, name: {lv: Banka}, active: true}
accounts:
  one: {iban: LV42TREL9990000000001, payee: Valsts kase}
institutions:
  - code: VRAA
    name: {lv: Iestāde, en: Institution}
    registrationNo: "90009990011"
    contact: {email: a@b.example}
    certificates:
      - "2D:71:16:42:B7:26:B0:44:01:62:7C:A9:FB:AC:32:F5:C8:53:0F:B1:90:3C:C4:DB:02:25:87:17:92:1A:48:81"
    services:
      - code: DEM
        name: {lv: Pakalpojums}
        steps:
          - code: 00001
            name: {lv: Solis}
            expiry: 10d
            providers: [DEMO0000]
            positions:
              - {code: 053, name: {lv: Pozīcija}, price: 12.10, vat: 21, account: one, classification: 10152}
              - {code: 2, name: {lv: Cita}, amount: {max: 5}, account: one}
`

func TestParse(t *testing.T) {
	t.Parallel()
	got, warnings, err := catalogue.Parse([]byte(small))
	if err != nil || len(warnings) > 0 {
		t.Fatalf("faults %v, warnings %v", err, warnings)
	}
	fingerprint, err := pay.ParseFingerprint("2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881")
	if err != nil {
		t.Fatal(err)
	}
	account := pay.Account{IBAN: "LV42TREL9990000000001", Payee: "Valsts kase"}
	want := &pay.Catalogue{
		Providers: map[pay.ProviderCode]*pay.ProviderInfo{
			"DEMO0000": {Code: "DEMO0000", Name: pay.Text{LV: "Banka"}, Kind: pay.BankProvider, Active: true},
		},
		Institutions: map[pay.InstitutionCode]*pay.Institution{
			"VRAA": {
				Code: "VRAA", Name: pay.Text{LV: "Iestāde", EN: "Institution"}, RegistrationNo: "90009990011",
				Contact: pay.Contact{Email: "a@b.example"}, Certificates: []pay.Fingerprint{fingerprint},
				NoInvoiceMeans: pay.NoInvoiceByName, Late: pay.LateAccept,
			},
		},
		Steps: map[pay.StepCode]*pay.Step{
			"00001": {
				Code: "00001", Name: pay.Text{LV: "Solis"}, Service: "DEM", ServiceName: pay.Text{LV: "Pakalpojums"},
				Institution: "VRAA", DefaultExpiry: 240 * time.Hour, Providers: []pay.ProviderCode{"DEMO0000"},
				Positions: map[pay.PositionCode]*pay.Position{
					"53": {
						Code: "053", Name: pay.Text{LV: "Pozīcija"}, UnitPrice: 1210, VAT: pay.VAT{Subject: true, Percent: 21},
						Account: account, Classification: "10152",
					},
					"2": {Code: "2", Name: pay.Text{LV: "Cita"}, Free: true, Max: 500, Account: account},
				},
			},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestJSONSaysTheSame(t *testing.T) {
	t.Parallel()
	// Codes in quotation marks: the converter makes numbers of digits.
	fromYAML := strings.NewReplacer("code: 00001", `code: "00001"`, "code: 053", `code: "053"`).Replace(small)
	var any map[string]any
	if err := yaml.Unmarshal([]byte(fromYAML), &any); err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.MarshalIndent(any, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	want, _, err := catalogue.Parse([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := catalogue.Parse(append([]byte("\ufeff\n"), asJSON...))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestValidFrom(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2027-01-01":                "2026-12-31T22:00:00Z", // midnight in Riga
		"2027-01-01T12:00:00+02:00": "2027-01-01T10:00:00Z",
	} {
		c, _, err := catalogue.Parse([]byte("validFrom: " + in + "\n" + small))
		if err != nil {
			t.Fatal(err)
		}
		if got := c.ValidFrom.Format(time.RFC3339); got != want {
			t.Errorf("%s is %s, want %s", in, got, want)
		}
	}
}

// Whatever comes, the parser gives a catalogue or faults; and a catalogue that
// it gives is written and read back to the same.
func FuzzParse(f *testing.F) {
	f.Add(small)
	f.Add("{\"providers\": [], \"accounts\": {}, \"institutions\": []}")
	f.Add("a: &x [*x]\n")
	f.Fuzz(func(t *testing.T, in string) {
		c, _, err := catalogue.Parse([]byte(in))
		if err != nil {
			return
		}
		again, _, err := catalogue.Parse(catalogue.Export(c))
		if err != nil {
			t.Fatalf("the export is refused: %v\n%s", err, catalogue.Export(c))
		}
		if diff := cmp.Diff(c, again); diff != "" {
			t.Fatal(diff)
		}
	})
}
