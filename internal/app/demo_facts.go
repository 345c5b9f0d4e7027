package app

import (
	"crypto/ed25519"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/internal/edge/apiv2"
	"viss.gov.lv/mm/internal/edge/invoicerest"
	"viss.gov.lv/mm/internal/edge/paymentapi"
	"viss.gov.lv/mm/internal/edge/paymentsoap"
	"viss.gov.lv/mm/pay"
)

// demoFactsFile is where scripts find the demonstration.
const demoFactsFile = "demo.json"

// DemoFacts is demo.json: everything that a script needs to drive the
// demonstration. Addresses and paths are absolute; base addresses have no
// slash at their end. The README explains the keys; they only ever grow.
type DemoFacts struct {
	Web      string `json:"web"`
	Services string `json:"services"`
	Ops      string `json:"ops"`
	Sandbox  string `json:"sandbox"`
	EService string `json:"eservice"`
	Mail     string `json:"mail"`
	CA       string `json:"ca"`

	PaymentSOAP string `json:"payment_soap"`
	InvoiceREST string `json:"invoice_rest"` // ends in "Invoices/"; Pdf/{id}, Xml/{id} or Ubl/{id} follow
	PaymentAPI  string `json:"payment_api"`  // ends in /api/v1/payments/; the name of a method follows
	APIV2       string `json:"api_v2"`       // ends in /api/v2; /payment-requests and others follow
	Contract    string `json:"contract"`     // its contract as a page, without asking for a certificate

	PlatformCert    string `json:"platform_cert"`
	PlatformKey     string `json:"platform_key"`
	ClientCert      string `json:"client_cert"`
	ClientKey       string `json:"client_key"`
	ClientPEM       string `json:"client_pem"`
	ClientPFX       string `json:"client_pfx"`
	ClientPassword  string `json:"client_password"`
	OtherClientCert string `json:"other_client_cert"`
	OtherClientKey  string `json:"other_client_key"`

	ResponseURL       string     `json:"response_url"`
	ServerResponseURL string     `json:"server_response_url"`
	NoticeStep        string     `json:"notice_step"`   // of the service that is told by signed notices
	NoticeSecret      string     `json:"notice_secret"` // with which they are verified: whsec_…
	ServiceSteps      []DemoStep `json:"service_steps"`
	Database          string     `json:"database"`
}

// DemoStep is a service step of the sample institution.
type DemoStep struct {
	Code      string         `json:"code"`
	Positions []DemoPosition `json:"positions"`
}

// DemoPosition is a position with its price, or one whose price is the
// caller's to give.
type DemoPosition struct {
	Code  string `json:"code"`
	Price string `json:"price,omitempty"` // "7.11"
	Free  bool   `json:"free,omitempty"`
}

func (d *Demo) paymentSOAP() string { return d.places.urls["services"] + paymentsoap.Path }

// contractPage is where a browser reads the contract of API v2.
func (d *Demo) contractPage() string { return d.places.urls["web"] + apiv2.Path }

// writeFacts writes demo.json in one piece, by rename.
func (d *Demo) writeFacts() error {
	own, other := d.files.clients[catalogue.SampleInstitution], d.files.clients[catalogue.OtherSampleInstitution]
	current := d.app.catalogue.Current()
	d.Facts = DemoFacts{
		Web: d.places.urls["web"], Services: d.places.urls["services"], Ops: d.places.urls["ops"],
		Sandbox: d.places.urls["sandbox"], EService: d.places.urls["eservice"], Mail: d.places.urls["mail"], CA: d.files.ca.Certificate(),
		PaymentSOAP: d.paymentSOAP(), InvoiceREST: d.places.urls["services"] + invoicerest.Path,
		PaymentAPI:   d.places.urls["services"] + paymentapi.Path,
		APIV2:        d.places.urls["services"] + strings.TrimSuffix(apiv2.Path, "/"),
		Contract:     d.contractPage(),
		PlatformCert: d.files.platform.Certificate, PlatformKey: d.files.platform.Key,
		ClientCert: own.Certificate, ClientKey: own.Key, ClientPEM: own.Bundle, ClientPFX: own.PFX,
		ClientPassword: demoPassword, OtherClientCert: other.Certificate, OtherClientKey: other.Key,
		ResponseURL: d.sandbox.ResponseURL(), ServerResponseURL: d.sandbox.ServerResponseURL(),
		ServiceSteps: demoSteps(current), Database: d.database(),
	}
	if err := d.noticeFacts(); err != nil {
		return err
	}
	// Who waits for demo.json finds the other file, too.
	if err := d.writeEnvironment(); err != nil {
		return err
	}
	text, err := json.MarshalIndent(d.Facts, "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(d.options.Data, demoFactsFile)
	if err := os.WriteFile(path+".new", append(text, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// database is where the data lie, absolute.
func (d *Demo) database() string {
	if isPostgres(d.options.Database) {
		return d.options.Database
	}
	absolute, err := filepath.Abs(d.options.Database)
	if err != nil {
		return d.options.Database
	}
	return absolute
}

// stepsOf are the steps of an institution in order.
func stepsOf(c *pay.Catalogue, owner pay.InstitutionCode) []*pay.Step {
	var steps []*pay.Step
	for _, s := range c.Steps {
		if s.Institution == owner {
			steps = append(steps, s)
		}
	}
	slices.SortFunc(steps, func(a, b *pay.Step) int { return strings.Compare(string(a.Code), string(b.Code)) })
	return steps
}

func positionsOf(s *pay.Step) []*pay.Position {
	var positions []*pay.Position
	for _, p := range s.Positions {
		positions = append(positions, p)
	}
	slices.SortFunc(positions, func(a, b *pay.Position) int {
		if len(a.Code) != len(b.Code) { // codes are numbers, mostly
			return len(a.Code) - len(b.Code)
		}
		return strings.Compare(string(a.Code), string(b.Code))
	})
	return positions
}

func demoSteps(c *pay.Catalogue) []DemoStep {
	var steps []DemoStep
	for _, s := range stepsOf(c, catalogue.SampleInstitution) {
		step := DemoStep{Code: string(s.Code)}
		for _, p := range positionsOf(s) {
			position := DemoPosition{Code: string(p.Code), Free: p.Free}
			if !p.Free {
				position.Price = pay.EUR(p.UnitPrice).String()
			}
			step.Positions = append(step.Positions, position)
		}
		steps = append(steps, step)
	}
	return steps
}

// publicKey is what the demo bank verifies MM's signature with.
func (f *demoFiles) publicKey() ed25519.PublicKey {
	public, _ := f.mmKey.Public().(ed25519.PublicKey) // of an Ed25519 key it is one
	return public
}
