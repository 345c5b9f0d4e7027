package contract_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"viss.gov.lv/mm/pay"
)

// Each type of news, as the feed and the notices tell it, is as the contract
// says; and the contract names no type that there is not.
func TestNewsAreAsTheContractSays(t *testing.T) {
	t.Parallel()
	c := readContract(t, published(t))
	schemas := c.root["components"].(object)["schemas"].(object)
	for name, hook := range c.root["webhooks"].(object) {
		body := c.resolve(hook.(object)["post"].(object)["requestBody"])
		form := body["content"].(object)["application/json"].(object)
		for _, kind := range pay.NewsTypes() {
			for _, full := range []bool{true, false} {
				text, err := newsOf(kind, full).Body()
				if err != nil {
					t.Fatal(err)
				}
				value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
				if err != nil {
					t.Fatal(err)
				}
				if err := c.check(form["schema"], value, true); err != nil {
					t.Errorf("webhook %s: %s: %v\n%s", name, kind, err, text)
				}
			}
		}
	}
	named := map[string]bool{}
	for _, e := range list(schemas["NewsType"].(object)["examples"]) {
		named[word(e)] = true
	}
	for _, kind := range pay.NewsTypes() {
		if !named[string(kind)] {
			t.Errorf("the contract does not name %s", kind)
		}
		delete(named, string(kind))
	}
	for name := range named {
		t.Errorf("the contract names %s, which there is not", name)
	}
}

// newsOf is news of a type: with all its members, or with those that must be.
func newsOf(kind pay.NewsType, full bool) pay.News {
	id := pay.ID{1, 2, 3, 4, 5, 6, 0x77, 8, 0x89}
	n := pay.News{
		ID: pay.NewsID(id, 7), Type: kind, Time: pay.Stamp{Time: time.Date(2026, 8, 31, 8, 0, 0, 5e6, time.UTC)}, Request: id,
		Number: "3F4K8P2QX", Sequence: 7, Letter: pay.LetterProcess,
	}
	switch kind {
	case pay.NewsPaymentPaid, pay.NewsPaymentOverpaid:
		n.Payment = &pay.NewsPayment{Number: "7K2M9A4QX", Amount: "12.10", Currency: "EUR", Provider: "DEMO0000", Late: full}
		if full {
			n.Payment.ProviderRef = "20260831-1"
		}
	case pay.NewsDocumentIssued:
		n.Document = &pay.NewsDocument{ID: id, Type: pay.DocumentConfirmation}
	default:
	}
	return n
}
