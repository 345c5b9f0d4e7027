package paymentsoap

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// TestWireSamples holds what becomes of each request as a real client sent it:
// the draft that was read, and the answer, in testdata/<sample>.golden.
func TestWireSamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(samples, "*.http"))
	if err != nil || len(files) < 16 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	for _, file := range append(files, "php-wss-saml.xml") {
		file := filepath.Base(file)
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			f := newFixture()
			headers, body := recorded(t, file)
			w := f.post(t, body, headers...)
			got := fmt.Sprintf("%s\n%s\n\n%s\n", w.Result().Status, w.Header().Get("Content-Type"), w.Body)
			for _, d := range f.drafts {
				draft, err := json.MarshalIndent(d, "", "  ")
				if err != nil {
					t.Fatal(err)
				}
				got += string(draft) + "\n"
			}
			golden(t, file+".golden", got)
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// TestSamplesMeanTheSame: four kinds of client sent the published .NET sample.
func TestSamplesMeanTheSame(t *testing.T) {
	t.Parallel()
	read := func(file string) []pay.DraftLine {
		f := newFixture()
		_, body := recorded(t, file)
		f.post(t, body)
		if len(f.drafts) != 1 {
			t.Fatalf("%s: %d drafts", file, len(f.drafts))
		}
		return f.drafts[0].Lines
	}
	want := []pay.DraftLine{paytest.Quantity("1", "4.56"), paytest.Amount("2", "0.54")}
	for _, file := range []string{
		"wcf-save.http", "asmx-save.http", "node-save.http", "node-bare-list.http", "zeep-save.http", "perl-save.http",
	} {
		if diff := cmp.Diff(want, read(file)); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
	}
}

const plainLine = `<Item>1</Item><ItemElementName>Quantity</ItemElementName><Position>53</Position>`

// TestLenient: shapes that mean the same as the plainest one.
func TestLenient(t *testing.T) {
	t.Parallel()
	list := func(content string) string { return message(`<ServiceStep>02Y70</ServiceStep>` + content) }
	plain := list(`<PriceList><PriceListStructure>` + plainLine + `</PriceListStructure></PriceList>`)
	read := func(t *testing.T, name, body string, headers ...string) pay.Draft {
		t.Helper()
		f := newFixture()
		if w := f.post(t, body, headers...); w.Code != 200 {
			t.Fatalf("%s: %s", name, w.Body)
		}
		return f.drafts[0]
	}
	want := read(t, "plain", plain)
	for name, body := range map[string]string{
		"annex spelling":          strings.ReplaceAll(plain, "PriceListStructure", "PriceList"),
		"any item name":           strings.ReplaceAll(plain, "PriceListStructure", "ArrayItem"),
		"items named like a part": strings.ReplaceAll(plain, "PriceListStructure>", "Item>"),
		"bare item":               strings.NewReplacer("<PriceListStructure>", "", "</PriceListStructure>", "").Replace(plain),
		"other order": list(`<PriceList><P><Position>53</Position><ItemElementName>Quantity</ItemElementName><Item>1</Item></P></PriceList>` +
			`<ClientInfo/>`),
		"other namespaces": strings.Replace(plain, "<PriceList>", `<PriceList xmlns="urn:other">`, 1),
		"nil members": list(`<PriceList><P i:nil="true"/><P>` + plainLine + `</P></PriceList><ExpiryDate i:nil="true"/>` +
			`<AllowedBanks i:nil="1"/><ClientInfo i:nil="true"/><NoInvoice i:nil="true"></NoInvoice>`),
		"unknown members": list(`<Unknown><PriceList/></Unknown><ExpiryDateSpecified>false</ExpiryDateSpecified>` +
			`<PriceList><P>` + plainLine + `<Comment/></P></PriceList>`),
		"other members are empty": strings.Replace(plain, "<PaymentRequest>", `<Payment/><PaymentRequestPPK i:nil="true"><x/></PaymentRequestPPK><PaymentRequest>`, 1),
		"annex in place of paymentRequest": strings.NewReplacer("<paymentRequest>", "<PaymentsDataStructure>",
			"</paymentRequest>", "</PaymentsDataStructure>").Replace(plain),
		"annex inside paymentRequest": strings.NewReplacer("<paymentRequest>", "<paymentRequest><PaymentsDataStructure>",
			"</paymentRequest>", "</PaymentsDataStructure></paymentRequest>").Replace(plain),
		"no wrapper":    strings.NewReplacer("<paymentRequest>", "", "</paymentRequest>", "").Replace(plain),
		"byte mark":     "\xef\xbb\xbf" + plain,
		"no empty bank": list(`<PriceList><P>` + plainLine + `</P></PriceList><AllowedBanks><AllowedBankStructure/></AllowedBanks>`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, read(t, name, body)); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, contentType := range []string{"text/xml", "TEXT/XML;charset=UTF-8", "application/xml", `application/soap+xml; charset="utf-8"; action="x"`} {
		if diff := cmp.Diff(want, read(t, contentType, plain, "Content-Type", contentType)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestAllowedBanksSpellings(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"as in the WSDL":   `<AllowedBanks><AllowedBankStructure><SwiftCode>A</SwiftCode></AllowedBankStructure><AllowedBankStructure><SwiftCode>B</SwiftCode></AllowedBankStructure></AllowedBanks>`,
		"repeated":         `<AllowedBanks><SwiftCode>A</SwiftCode></AllowedBanks><AllowedBanks><SwiftCode>B</SwiftCode></AllowedBanks>`,
		"bare codes":       `<AllowedBanks><string>A</string><string>B</string></AllowedBanks>`,
		"with other parts": `<AllowedBanks><X><Name>a</Name></X><X><Name>a</Name><SwiftCode>A</SwiftCode></X><X><SwiftCode>B</SwiftCode></X></AllowedBanks>`,
	} {
		f := newFixture()
		f.post(t, message(content))
		if diff := cmp.Diff([]string{"A", "B"}, f.drafts[0].AllowedBanks); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestOtherMembersAreKept(t *testing.T) {
	t.Parallel()
	f := newFixture()
	body := strings.Replace(message(`<ServiceStep>02Y70</ServiceStep>`), "<PaymentRequest>",
		`<Payment a="1"><x>2</x></Payment><PaymentRequestStatus>P</PaymentRequestStatus><PaymentRequest>`, 1)
	f.post(t, body)
	want := []pay.ExtraMember{{Name: "Payment", Raw: `<Payment a="1"><x>2</x></Payment>`}, {Name: "PaymentRequestStatus", Raw: `<PaymentRequestStatus>P</PaymentRequestStatus>`}}
	if diff := cmp.Diff(want, f.drafts[0].Extra); diff != "" {
		t.Error(diff)
	}
}
