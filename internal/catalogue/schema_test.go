package catalogue

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/api"
	"viss.gov.lv/mm/pay"
)

// full has every member that a catalogue may have.
const full = `
$schema: catalogue.schema.json
validFrom: 2027-01-01
providers:
  - {code: DEMO0000, name: {lv: Banka, en: Bank}, kind: bank, active: true}
accounts:
  one: {iban: LV42TREL9990000000001, payee: Valsts kase, registrationNo: "90000050138", bic: TRELLV22}
institutions:
  - code: VRAA
    name: {lv: Iestāde}
    registrationNo: "90009990011"
    contact: {name: {lv: Atbalsts}, email: a@b.example, phone: "+371 60000011", web: https://b.example}
    brand: {accent: "#17564d", logo: "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=="}
    noInvoice: inverse
    latePayment: refund
    certificates: [2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881]
    services:
      - code: DEM
        name: {lv: Pakalpojums}
        notices: {scheme: v1a, keys: [1, 2], address: https://b.example/notices}
        steps:
          - code: DEM11
            name: {lv: Solis}
            expiry: 10d
            providers: [DEMO0000]
            purpose: "{PaymentObject}"
            positions:
              - {code: 1, name: {lv: Pozīcija}, price: 1.00, vat: none, account: one, purpose: "Nr. {Number}", classification: 9.1.9.9}
              - {code: 2, name: {lv: Pozīcija}, amount: {min: 1, max: 2}, account: one}
`

type schemaNode struct {
	Ref        string                 `json:"$ref"`
	Defs       map[string]*schemaNode `json:"$defs"`
	Properties map[string]*schemaNode `json:"properties"`
	Items      *schemaNode            `json:"items"`
	Additional json.RawMessage        `json:"additionalProperties"`
	Required   []string               `json:"required"`
}

// Wherever the schema has an object, the parser knows the same members, and
// the other way round: an unknown member in each object makes the parser list
// those it knows.
func TestSchemaAndParserKnowTheSameMembers(t *testing.T) {
	t.Parallel()
	var schema schemaNode
	if err := json.Unmarshal(api.CatalogueSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	document, err := readYAML([]byte(full))
	if err != nil {
		t.Fatal(err)
	}
	reached := make(map[string]bool)
	var walk func(s *schemaNode, n *node)
	walk = func(s *schemaNode, n *node) {
		if s.Ref != "" {
			name := strings.TrimPrefix(s.Ref, "#/$defs/")
			reached[name] = true
			s = schema.Defs[name]
		}
		switch {
		case s.Items != nil:
			for _, item := range n.items {
				walk(s.Items, item)
			}
		case s.Properties != nil:
			want := slices.Sorted(func(yield func(string) bool) {
				for key := range s.Properties {
					if !yield(key) {
						return
					}
				}
			})
			if diff := cmp.Diff(want, knownIn(t, document, n)); diff != "" {
				t.Errorf("line %d, the schema has -, the parser +:\n%s", n.line, diff)
			}
			for key, below := range s.Properties {
				if value := n.field(key); value != nil {
					walk(below, value)
				}
			}
		case len(s.Additional) > 0: // accounts by name
			var below schemaNode
			if err := json.Unmarshal(s.Additional, &below); err != nil {
				t.Fatal(err)
			}
			for _, f := range n.fields {
				walk(&below, f.value)
			}
		}
	}
	walk(&schema, document)
	for name := range schema.Defs {
		if !reached[name] {
			t.Errorf("nothing in the test document is a %s of the schema", name)
		}
	}
}

// knownIn puts a member that nobody knows into an object of the document, and
// reads from the fault what is known there.
func knownIn(t *testing.T, document, object *node) []string {
	t.Helper()
	object.fields = append(object.fields, field{key: "nobodyKnowsThis", value: &node{kind: nothing}})
	defer func() { object.fields = object.fields[:len(object.fields)-1] }()
	r := newReader()
	r.document(document)
	if len(r.faults) != 1 {
		t.Fatalf("faults %v, want one about the unknown member", r.faults)
	}
	_, known, _ := strings.Cut(r.faults[0].Text, "known here: ")
	keys := strings.Split(known, ", ")
	slices.Sort(keys)
	return keys
}

// What the schema demands the parser demands as well.
func TestSchemaAndParserDemandTheSameMembers(t *testing.T) {
	t.Parallel()
	var schema schemaNode
	if err := json.Unmarshal(api.CatalogueSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	schema.Defs["document"] = &schema
	for name, tc := range map[string]func(*reader, *node){
		"document":    func(r *reader, n *node) { r.document(n) },
		"provider":    func(r *reader, n *node) { r.provider(n, "") },
		"account":     func(r *reader, n *node) { r.account(n, "") },
		"institution": func(r *reader, n *node) { r.institution(n, "") },
		"service":     func(r *reader, n *node) { r.service("", n, "") },
		"notices": func(r *reader, n *node) {
			r.notices(r.members(&node{kind: object, fields: []field{{key: "notices", value: n}}}, ""))
		},
		"step":     func(r *reader, n *node) { r.step(pay.Step{}, n, "") },
		"position": func(r *reader, n *node) { r.position(n, "") },
		"name":     func(r *reader, n *node) { r.text(n, "") },
	} {
		r := newReader()
		tc(r, &node{kind: object})
		var missing []string
		for _, f := range r.faults {
			if f.Text == "is missing" {
				missing = append(missing, strings.TrimPrefix(f.Path, name+"."))
			}
		}
		slices.Sort(missing)
		want := slices.Sorted(slices.Values(schema.Defs[name].Required))
		if diff := cmp.Diff(want, missing); diff != "" {
			t.Errorf("%s, the schema demands -, the parser +:\n%s", name, diff)
		}
	}
}
