package catalogue_test

import (
	"strings"
	"testing"

	"viss.gov.lv/mm/internal/catalogue"
)

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
		"document series twice":      {"  - code: VRAA\n", "  - {code: v-raa, name: {lv: A}, registrationNo: \"90009990011\", contact: {phone: 112}}\n  - code: VRAA\n", `.code: "VRAA": documents of "v-raa" are numbered VRAA-… already`},
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
		"notices without a scheme":   {"        steps:\n", "        notices: {keys: [1]}\n        steps:\n", "line 15: institutions[VRAA].services[DEM].notices.scheme: is missing"},
		"notices of another scheme":  {"        steps:\n", "        notices: {scheme: v2}\n        steps:\n", `notices.scheme: "v2": want v1 (a shared secret) or v1a (a public key)`},
		"notices over plain http":    {"        steps:\n", "        notices: {scheme: v1, address: \"http://b.example/\"}\n        steps:\n", "notices.address: \"http://b.example/\": want a complete https address"},
		"a secret in the catalogue":  {"        steps:\n", "        notices: {scheme: v1, keys: [whsec_AAAA]}\n        steps:\n", `notices.keys[1]: "whsec_AAAA": want the number of a key, from 1 to 999`},
		"notices without a key":      {"        steps:\n", "        notices: {scheme: v1, keys: []}\n        steps:\n", "notices.keys: want the number of one key, or of two"},
		"notices with three keys":    {"        steps:\n", "        notices: {scheme: v1, keys: [1, 2, 3]}\n        steps:\n", "notices.keys: want the number of one key, or of two"},
		"one key twice":              {"        steps:\n", "        notices: {scheme: v1, keys: [2, 2]}\n        steps:\n", "notices.keys[2]: 2 is given twice"},
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
