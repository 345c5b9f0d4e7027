package catalogue_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/pay"
)

var update = flag.Bool("update", false, "write golden files anew")

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

func TestFaultsAreReportedWithTheirLines(t *testing.T) {
	t.Parallel()
	const (
		position = "{code: 2, name: {lv: Cita}, amount: {max: 5}, account: one}"
		step     = "services[DEM].steps[00001]"
	)
	for name, tc := range map[string]struct {
		old, renewed string
		want         string // what the one fault says
	}{
		"unknown member":             {"    contact:", "    kontakt: x\n    contact:", "line 9: institutions[VRAA].kontakt: is not known; known here: code, name, registrationNo, contact,"},
		"unknown member on top":      {"providers:\n", "steps: []\nproviders:\n", "line 1: steps: is not known"},
		"member twice":               {"    contact:", "    code: B\n    contact:", "line 9: institutions[VRAA].code: is there already, on line 6"},
		"missing member":             {"            expiry: 10d\n", "", "line 16: institutions[VRAA]." + step + ".expiry: is missing"},
		"null is missing":            {"expiry: 10d", "expiry:", ".expiry: is missing"},
		"missing on top":             {small[strings.Index(small, "institutions:"):], "", "line 1: institutions: is missing"},
		"text for an object":         {"name: {lv: Solis}", "name: Solis", "line 17: institutions[VRAA]." + step + ".name: want an object, not a text"},
		"object for a text":          {"lv: Solis", "lv: {x: y}", ".name.lv: want a text, not an object"},
		"object for a list":          {"providers: [DEMO0000]", "providers: {a: b}", ".providers: want a list, not an object"},
		"bool for a text":            {"lv: Solis", "lv: true", ".name.lv: want a text, not true or false"},
		"text for a bool":            {"active: true", `active: "true"`, "want true or false"},
		"text of two lines":          {"lv: Solis", `lv: "a\nb"`, "want a text of one line"},
		"long text":                  {"lv: Solis", "lv: " + strings.Repeat("ā", 251), "at most 250 characters"},
		"institution code twice":     {"  - code: VRAA\n", "  - {code: VRAA, name: {lv: A}, registrationNo: \"90009990011\", contact: {phone: 112}}\n  - code: VRAA\n", `line 7: institutions[VRAA].code: "VRAA" is given already, on line 6`},
		"provider code twice":        {"providers:\n", "providers:\n  - {code: DEMO0000, name: {lv: A}, active: false}\n", `"DEMO0000" is given already, on line 2`},
		"position code twice":        {"- {code: 2,", "- {code: 53,", `line 22: institutions[VRAA].` + step + `.positions[53].code: "53" is given already, on line 21`},
		"bad step code":              {"code: 00001", "code: a b", `"a b": want a code of at most 20`},
		"bad provider code":          {"providers:\n", "providers:\n  - {code: demo, name: {lv: A}, active: false}\n", "capital letters and digits"},
		"unknown provider":           {"[DEMO0000]", "[DEMO0000, NONE]", `.providers[2]: no provider has the code "NONE"`},
		"provider given twice":       {"[DEMO0000]", "[DEMO0000, DEMO0000]", `"DEMO0000" is given twice`},
		"unknown account":            {position, strings.Replace(position, "one", "two", 1), `positions[2].account: no account has the name "two"`},
		"price and amount":           {"amount: {max: 5}", "amount: {max: 5}, price: 1", "either a price or an amount"},
		"neither price nor amount":   {"amount: {max: 5}, ", "", "want a price, or an amount"},
		"decimal comma":              {"price: 12.10", `price: "12,10"`, `.price: "12,10": want an amount in euro, as in 12.10`},
		"three decimal places":       {"price: 12.10", "price: 12.105", "want an amount in euro"},
		"negative price":             {"price: 12.10", "price: -1", "want an amount in euro"},
		"price of nothing":           {"price: 12.10", "price: 0.00", "want an amount in euro"},
		"price with exponent":        {"price: 12.10", "price: 1e3", "want an amount in euro"},
		"price beyond all":           {"price: 12.10", "price: 1000000000", "to 999999999.99"},
		"max less than min":          {"{max: 5}", "{min: 5.01, max: 5}", "max 5.00 is less than min 5.01"},
		"VAT in words":               {"vat: 21", "vat: standard", "want none (not subject to VAT) or a percentage"},
		"VAT with decimals":          {"vat: 21", "vat: 21.5", "or a percentage"},
		"expiry without unit":        {"10d", "10", "as in 10d, 48h or 30m"},
		"expiry of nothing":          {"10d", "0d", "as in 10d, 48h or 30m"},
		"expiry beyond all":          {"10d", "99999999999d", "at most 3660d"},
		"IBAN too short":             {"LV42TREL9990000000001", "LV42TREL999", "want an IBAN"},
		"IBAN without a country":     {"LV42TREL9990000000001", "4242TREL9990000000001", "want an IBAN"},
		"BIC":                        {"payee: Valsts kase", "payee: Valsts kase, bic: TRELLV2", "want a BIC"},
		"registration number":        {`"90009990011"`, `"9000999001"`, "a registration number of 11 digits"},
		"no contact at all":          {"{email: a@b.example}", "{name: {lv: A}}", ".contact: want an e-mail address, a telephone number or a web address"},
		"e-mail":                     {"a@b.example", "nobody", "want an e-mail address"},
		"telephone":                  {"{email: a@b.example}", "{phone: call us}", "want a telephone number"},
		"web":                        {"{email: a@b.example}", "{web: \"javascript:alert(1)\"}", "want a complete https address"},
		"late payment":               {"    contact:", "    latePayment: keep\n    contact:", ".latePayment: want accept or refund"},
		"unknown variable":           {"expiry: 10d", `purpose: "{Payer} {Number}"` + "\n            expiry: 10d", ".purpose: \"{Payer} {Number}\": want no braces but those of {PaymentObject}, {Number}, {Position}"},
		"variable never closed":      {"expiry: 10d", `purpose: "{Number"` + "\n            expiry: 10d", "want no braces but"},
		"classification":             {"10152", `"10 152"`, "want a classification code"},
		"validFrom":                  {"providers:\n", "validFrom: soon\nproviders:\n", "line 1: validFrom: \"soon\": want a date or time"},
		"certificate twice":          {"    services:", `      - 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881` + "\n    services:", "line 12: institutions[VRAA].certificates[2]: is the certificate of institutions[VRAA].certificates[1]; a certificate names one caller"},
		"certificate of nothing":     {"    services:", "      - \"\"\n    services:", "certificates[2]: want the SHA-256 fingerprint"},
		"SHA-1 fingerprint":          {"    services:", "      - 2d711642b726b04401627ca9fbac32f5c8530fb1\n    services:", "not a fingerprint"},
		"a key for a certificate":    {"    services:", "      - |\n        -----BEGIN PRIVATE KEY-----\n        AAAA\n        -----END PRIVATE KEY-----\n    services:", "want a certificate in PEM, and never a key"},
		"no steps":                   {"        steps:\n" + small[strings.Index(small, "          - code: 00001"):], "        steps: []\n", "want at least one step"},
		"no positions":               {"positions:\n" + small[strings.Index(small, "              - {code: 053"):], "positions: []\n", "want at least one position"},
		"an alias":                   {"  one: {iban", "  one: &one {iban", "is not used here"},
		"a tag":                      {"lv: Solis", "lv: !!str Solis", "is not used here"},
		"a merge key":                {"expiry: 10d", "<<: {}\n            expiry: 10d", "line 18: "},
		"two documents":              {"providers:\n", "a: b\n---\nproviders:\n", "a second document"},
		"not YAML":                   {"    contact: {", "\t contact: }{", "is not YAML"},
		"a list on top":              {small, "[]", "line 1: want an object, not a list"},
		"empty":                      {small, "# nothing but a comment\n", "line 1: is empty"},
		"JSON that is cut off":       {small, "{\n\"providers\": [", "is not JSON"},
		"JSON with a comma too much": {small, "{\n\"providers\": [],\n}", "line 3: is not JSON"},
		"JSON and something":         {small, "{}\n{}", "line 2: something follows the document"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spoiled := strings.Replace(small, tc.old, tc.renewed, 1)
			if spoiled == small {
				t.Fatalf("%q is not in the catalogue", tc.old)
			}
			c, _, err := catalogue.Parse([]byte(spoiled))
			if err == nil || c != nil {
				t.Fatalf("accepted:\n%s", spoiled)
			}
			if faults := strings.Split(err.Error(), "\n"); len(faults) > 1 || !strings.Contains(faults[0], tc.want) || !strings.HasPrefix(faults[0], "line ") {
				t.Errorf("faults:\n%v\nwant one with: %s", err, tc.want)
			}
		})
	}
}

func TestAllFaultsAreReportedAtOnceInOrder(t *testing.T) {
	t.Parallel()
	spoiled := strings.NewReplacer("price: 12.10", "price: 1.234", "10d", "never", `"90009990011"`, "x", "active: true", "active: maybe").Replace(small)
	_, _, err := catalogue.Parse([]byte(spoiled))
	faults, ok := err.(catalogue.Faults) //nolint:errorlint // the documented type, never wrapped
	if !ok || len(faults) != 4 {
		t.Fatalf("want four faults, got:\n%v", err)
	}
	for i, line := range []int{2, 8, 18, 21} {
		if faults[i].Line != line {
			t.Errorf("fault %d is on line %d, want %d: %v", i+1, faults[i].Line, line, faults[i])
		}
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ old, renewed, want string }{
		"check digits of an IBAN": {"LV42TREL9990000000001", "LV43TREL9990000000001", "line 4: accounts.one.iban: the check digits of LV43TREL9990000000001 are wrong"},
		"account without use":     {"institutions:", "  two: {iban: LV15TREL9990000000002, payee: A}\ninstitutions:", "line 5: accounts.two: no position uses it"},
		"IBAN twice":              {"institutions:", "  two: {iban: LV42 TREL 9990 0000 0000 1, payee: A}\ninstitutions:", "accounts.two: has the IBAN of accounts.one"},
		"nobody to pay through":   {"active: true", "active: false", "line 19: institutions[VRAA].services[DEM].steps[00001].providers: none of them is active"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, warnings, err := catalogue.Parse([]byte(strings.Replace(small, tc.old, tc.renewed, 1)))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(warnings.Error(), tc.want) {
				t.Errorf("warnings:\n%v\nwant: %s", warnings, tc.want)
			}
		})
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

func TestExport(t *testing.T) {
	t.Parallel()
	c := sample(t)
	c.ValidFrom = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	out := catalogue.Export(c)
	golden := filepath.Join("testdata", "export.yaml")
	if *update {
		if err := os.WriteFile(golden, out, 0o644); err != nil { //nolint:gosec // test data
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(out)); diff != "" {
		t.Error(diff)
	}
}

// What is exported is read back to the same, whatever the texts are.
func TestExportReadsBack(t *testing.T) {
	t.Parallel()
	c := sample(t)
	step := c.Steps["DEM11"]
	for i, odd := range []string{
		"true", "null", "~", "12", "1e3", "0x1", "- a", "a: b", "a #b", "{x}", "[x]", `"quoted"`, "'", "&a", "*a", "!a", "|", ">", "%", "@", "`",
		"<b>&amp;</b>", "„Pēdiņas” – domuzīme…", "č", "a\u2028b", "\\", "y", "No", "2027-01-01", ".inf", "a,b", "?x", "=", "🙂",
	} {
		at := pay.PositionCode(fmt.Sprint(100 + i))
		step.Positions[at] = &pay.Position{
			Code: at, Name: pay.Text{LV: odd, EN: odd}, UnitPrice: int64(i + 1),
			Account: pay.Account{IBAN: "LV42TREL9990000000001", Payee: odd},
		}
	}
	out := catalogue.Export(c)
	got, _, err := catalogue.Parse(out)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if diff := cmp.Diff(c, got); diff != "" {
		t.Error(diff)
	}
}

// Whatever comes, the parser gives a catalogue or faults; and a catalogue that
// it gives is written and read back to the same.
func FuzzParse(f *testing.F) {
	f.Add(small)
	f.Add(string(catalogue.SampleFile()))
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
