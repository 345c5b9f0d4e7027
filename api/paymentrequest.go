package api

import (
	"embed"
	"errors"
	"fmt"
	"strings"
)

//go:embed paymentrequest
var paymentRequestFiles embed.FS

// Namespaces are the two XML namespaces of PaymentRequestService. Those of the
// real service are not public, so an installation can set its own.
type Namespaces struct {
	Service string // of the operations
	Data    string // of what they carry, and of PaymentRequestFault
}

// DefaultNamespaces are ours, and those of the files.
func DefaultNamespaces() Namespaces {
	return Namespaces{
		Service: "http://ivis.eps.gov.lv/MM/PaymentRequestService/v1-0",
		Data:    "http://ivis.eps.gov.lv/XMLSchemas/100001/MM/v1-0",
	}
}

// fileAddress is where the service is according to the file.
const fileAddress = "https://localhost:8443/services/VRAA.VISS2.MM.Endpoint/v1.0/WCFX509/PaymentRequestService.svc"

// PaymentRequestContract is the WSDL of PaymentRequestService and its schemas,
// in the namespaces of an installation.
type PaymentRequestContract struct {
	wsdl    string // its schemas imported
	single  string // its schemas in it
	schemas []schema
}

type schema struct{ name, file, text string }

// NewPaymentRequestContract prepares the documents.
func NewPaymentRequestContract(ns Namespaces) (*PaymentRequestContract, error) {
	if ns.Service == "" || ns.Data == "" || ns.Service == ns.Data {
		return nil, errors.New("the namespaces of PaymentRequestService must be two different ones")
	}
	standard := DefaultNamespaces()
	rename := strings.NewReplacer(standard.Service, escape(ns.Service), standard.Data, escape(ns.Data))
	read := func(file string) (string, error) {
		b, err := paymentRequestFiles.ReadFile("paymentrequest/" + file)
		if err != nil {
			return "", fmt.Errorf("read the contract: %w", err)
		}
		return rename.Replace(string(b)), nil
	}
	c := &PaymentRequestContract{}
	for i, file := range []string{"messages.xsd", "data.xsd", "serialization.xsd"} {
		text, err := read(file)
		if err != nil {
			return nil, err
		}
		c.schemas = append(c.schemas, schema{name: fmt.Sprintf("xsd%d", i), file: file, text: text})
	}
	var err error
	if c.wsdl, err = read("service.wsdl"); err != nil {
		return nil, err
	}
	c.single, err = c.inline()
	return c, err
}

// inline puts the schemas into the WSDL, in place of the one that imports them.
func (c *PaymentRequestContract) inline() (string, error) {
	before, rest, found := strings.Cut(c.wsdl, "<wsdl:types>")
	_, after, closed := strings.Cut(rest, "</wsdl:types>")
	if !found || !closed {
		return "", errors.New("service.wsdl has no types")
	}
	var b strings.Builder
	b.WriteString(before + "<wsdl:types>\n")
	for _, s := range c.schemas {
		_, body, _ := strings.Cut(s.text, "?>\n")
		for _, imported := range c.schemas {
			body = strings.ReplaceAll(body, ` schemaLocation="`+imported.file+`"`, "")
		}
		b.WriteString(body)
	}
	b.WriteString("</wsdl:types>" + after)
	return b.String(), nil
}

// WSDL is what ?wsdl answers. Address is that of the service as the reader can
// reach it; the schemas are looked for there too.
func (c *PaymentRequestContract) WSDL(address string) []byte { return c.place(c.wsdl, address) }

// SingleWSDL is what ?singleWsdl answers: one document with everything in it.
func (c *PaymentRequestContract) SingleWSDL(address string) []byte {
	return c.place(c.single, address)
}

// Schema is what ?xsd=name answers; names are those that WSDL refers to.
func (c *PaymentRequestContract) Schema(name, address string) ([]byte, bool) {
	for _, s := range c.schemas {
		if strings.EqualFold(s.name, name) {
			return c.place(s.text, address), true
		}
	}
	return nil, false
}

// place sets the address of the service and of the schemas.
func (c *PaymentRequestContract) place(text, address string) []byte {
	address = escape(address)
	pairs := []string{fileAddress, address}
	for _, s := range c.schemas {
		pairs = append(pairs, `schemaLocation="`+s.file+`"`, `schemaLocation="`+address+"?xsd="+s.name+`"`)
	}
	return []byte(strings.NewReplacer(pairs...).Replace(text))
}

// escape makes a string safe in an attribute.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;").Replace(s)
}
