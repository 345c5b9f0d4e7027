package api

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const address = "https://mm.example.lv/services/PaymentRequestService.svc"

func contract(t *testing.T, ns Namespaces) *PaymentRequestContract {
	t.Helper()
	c, err := NewPaymentRequestContract(ns)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// documents are all that the contract serves, by name.
func documents(t *testing.T, c *PaymentRequestContract) map[string][]byte {
	t.Helper()
	all := map[string][]byte{"wsdl": c.WSDL(address), "singleWsdl": c.SingleWSDL(address)}
	for _, name := range []string{"xsd0", "XSD1", "xsd2"} {
		b, ok := c.Schema(name, address)
		if !ok {
			t.Fatalf("no schema %s", name)
		}
		all[name] = b
	}
	if _, ok := c.Schema("xsd3", address); ok {
		t.Error("a schema that is not there")
	}
	return all
}

func TestDocumentsAreWellFormed(t *testing.T) {
	t.Parallel()
	for name, b := range documents(t, contract(t, DefaultNamespaces())) {
		d := xml.NewDecoder(bytes.NewReader(b))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if bytes.Contains(b, []byte("localhost")) {
			t.Errorf("%s still holds the address of the file", name)
		}
	}
}

func TestDocumentsReferToEachOther(t *testing.T) {
	t.Parallel()
	all := documents(t, contract(t, DefaultNamespaces()))
	want := []string{`location="` + address + `"`}
	if n := bytes.Count(all["singleWsdl"], []byte("schemaLocation")); n != 0 {
		t.Errorf("singleWsdl points to %d other documents", n)
	}
	if n := bytes.Count(all["singleWsdl"], []byte("<xs:schema ")); n != 3 {
		t.Errorf("singleWsdl holds %d schemas", n)
	}
	for _, name := range []string{"xsd0", "xsd1", "xsd2"} {
		want = append(want, `schemaLocation="`+address+"?xsd="+name+`"`)
	}
	for _, s := range want {
		if !bytes.Contains(all["wsdl"], []byte(s)) {
			t.Errorf("wsdl does not say %s", s)
		}
	}
	if !bytes.Contains(all["xsd0"], []byte(address+"?xsd=xsd1")) {
		t.Error("the messages do not import the data")
	}
}

func TestNamespacesAndAddressAreConfigurable(t *testing.T) {
	t.Parallel()
	c := contract(t, Namespaces{Service: "urn:a&b", Data: "urn:d"})
	for name, b := range documents(t, c) {
		if bytes.Contains(b, []byte("ivis.eps.gov.lv")) {
			t.Errorf("%s still holds a standard namespace", name)
		}
	}
	got := string(c.SingleWSDL(`https://x/"><a`))
	for _, want := range []string{`targetNamespace="urn:a&amp;b"`, `targetNamespace="urn:d"`, `location="https://x/&quot;&gt;&lt;a"`} {
		if !strings.Contains(got, want) {
			t.Errorf("singleWsdl lacks %s", want)
		}
	}
	for _, wrong := range []Namespaces{{}, {Service: "urn:a"}, {Service: "urn:a", Data: "urn:a"}} {
		if _, err := NewPaymentRequestContract(wrong); err == nil {
			t.Errorf("accepted %+v", wrong)
		}
	}
}

// TestSchemaMembers holds the rules that clients depend on: alphabetical
// members, no Specified, Item and ItemElementName mandatory.
func TestSchemaMembers(t *testing.T) {
	t.Parallel()
	var schema struct {
		ElementForm string `xml:"elementFormDefault,attr"`
		Types       []struct {
			Name    string `xml:"name,attr"`
			Members []struct {
				Name string `xml:"name,attr"`
				Min  string `xml:"minOccurs,attr"`
			} `xml:"sequence>element"`
		} `xml:"complexType"`
	}
	b, _ := contract(t, DefaultNamespaces()).Schema("xsd1", address)
	if err := xml.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	if schema.ElementForm != "qualified" || len(schema.Types) != 9 {
		t.Errorf("form %s, %d types", schema.ElementForm, len(schema.Types))
	}
	for _, typ := range schema.Types {
		var names []string
		for _, m := range typ.Members {
			names = append(names, m.Name)
			mandatory := m.Name == "Item" || m.Name == "ItemElementName"
			if mandatory != (m.Min != "0") {
				t.Errorf("%s/%s: minOccurs %q", typ.Name, m.Name, m.Min)
			}
			if strings.HasSuffix(m.Name, "Specified") {
				t.Errorf("%s/%s: the .NET sample would no longer work", typ.Name, m.Name)
			}
		}
		if !slices.IsSorted(names) {
			t.Errorf("%s: not in alphabetical order: %v", typ.Name, names)
		}
	}
}

// TestSchemaValidates asks xmllint, which must be there: whether the schema
// takes what the published structures hold and refuses what they do not.
func TestSchemaValidates(t *testing.T) {
	t.Parallel()
	const open = `<SavePaymentRequest xmlns="http://ivis.eps.gov.lv/MM/PaymentRequestService/v1-0" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">` +
		`<paymentRequest xmlns:d="http://ivis.eps.gov.lv/XMLSchemas/100001/MM/v1-0"><d:Payment i:nil="true"/><d:PaymentRequest>`
	const end = `</d:PaymentRequest></paymentRequest></SavePaymentRequest>`
	const line = `<d:PriceList><d:PriceListStructure><d:Item>4.56</d:Item><d:ItemElementName>Quantity</d:ItemElementName><d:Position>1</d:Position></d:PriceListStructure></d:PriceList>`
	tests := []struct {
		name, message string
		valid         bool
	}{
		{"lines and dates", open + `<d:ExpiryDate i:nil="true"/><d:InvoiceIssueDate>2026-12-02T04:56:13.37+00:00</d:InvoiceIssueDate><d:NoInvoice>1</d:NoInvoice>` + line + end, true},
		{"without Item", open + strings.Replace(line, "<d:Item>4.56</d:Item>", "", 1) + end, false},
		{"wrong choice", open + strings.Replace(line, "Quantity", "Quality", 1) + end, false},
		{"wrong order", open + line + `<d:NoInvoice>1</d:NoInvoice>` + end, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "message.xml")
			if err := os.WriteFile(file, []byte(test.message), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.CommandContext(t.Context(), "xmllint", "--noout", "--nonet", "--schema", "paymentrequest/messages.xsd", file).CombinedOutput()
			if (err == nil) != test.valid {
				t.Errorf("xmllint: %v\n%s", err, out)
			}
		})
	}
}
