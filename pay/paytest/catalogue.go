package paytest

import (
	"time"

	"viss.gov.lv/mm/pay"
)

// The institutions of the sample catalogue.
const (
	Owner    pay.InstitutionCode = "VRAA"
	Stranger pay.InstitutionCode = "RD"
)

// The providers of the sample catalogue. Luminor is known but not active.
const (
	Demo     pay.ProviderCode = "DEMO0000"
	Swedbank pay.ProviderCode = "HABALV22"
	Cards    pay.ProviderCode = "FIRSTDATA"
	Luminor  pay.ProviderCode = "RIKOLV2X"
)

// Term is the default expiry of every step of the sample catalogue.
const Term = 10 * 24 * time.Hour

// Account is the nth payee account of the sample catalogue, 0 to 2.
func Account(n int) pay.Account {
	ibans := []string{"LV21TREL1060000000001", "LV91TREL1060000000002", "LV64TREL1060000000003"}
	return pay.Account{IBAN: ibans[n], Payee: "Valsts reģionālās attīstības aģentūra", RegistrationNo: "90001733697", BIC: "TRELLV22"}
}

// Catalogue is a new sample catalogue. It holds the steps and positions that
// the published samples use, and beside them
//   - 03G11, whose positions 1, 2 and 3 cost a euro each and go to three accounts;
//   - 03G12, whose positions share an account: 1 and 2 differ in purpose, 2 and 3
//     in classification code, 3 and 4 in nothing;
//   - RD001 of the other institution.
func Catalogue() *pay.Catalogue {
	c := &pay.Catalogue{
		Version: 1, ValidFrom: Start().AddDate(-1, 0, 0),
		Institutions: map[pay.InstitutionCode]*pay.Institution{
			Owner:    institution(Owner, "Valsts reģionālās attīstības aģentūra", "State Regional Development Agency", "90001733697"),
			Stranger: institution(Stranger, "Rīgas dome", "Riga City Council", "90000064250"),
		},
		Steps: map[pay.StepCode]*pay.Step{},
		Providers: map[pay.ProviderCode]*pay.ProviderInfo{
			Demo:     {Code: Demo, Name: pay.Text{LV: "DEMO banka", EN: "DEMO bank"}, Kind: pay.BankProvider, Active: true},
			Swedbank: {Code: Swedbank, Name: pay.Text{LV: "Swedbank"}, Kind: pay.BankProvider, Active: true},
			Cards:    {Code: Cards, Name: pay.Text{LV: "Maksājumu karte", EN: "Payment card"}, Kind: pay.CardProvider, Active: true},
			Luminor:  {Code: Luminor, Name: pay.Text{LV: "Luminor"}, Kind: pay.BankProvider},
		},
	}
	for _, s := range steps() {
		c.Steps[s.Code] = s
	}
	return c
}

func institution(code pay.InstitutionCode, lv, en, registration string) *pay.Institution {
	return &pay.Institution{
		Code: code, Name: pay.Text{LV: lv, EN: en}, RegistrationNo: registration,
		Contact:        pay.Contact{Name: pay.Text{LV: "Klientu atbalsts", EN: "Customer support"}, Email: "atbalsts@example.lv", Phone: "+371 67000000"},
		NoInvoiceMeans: pay.NoInvoiceByName, Late: pay.LateAccept,
	}
}

func steps() []*pay.Step {
	return []*pay.Step{
		step(Owner, "02Y70", "Izziņa no reģistra", "Statement from a register", priced("53", 711), free("54", 0, 0)),
		step(Owner, "03G10", "Atļaujas saņemšana", "Issue of a permit", priced("2346", 350), priced("172", 120)),
		step(Owner, "DEM11", "Demonstrācijas pakalpojums", "Demonstration service", priced("1", 1000), free("2", 1, 500_00)),
		step(Owner, "00001", "Izmēģinājuma pakalpojums", "Trial service", free("1", 0, 0), priced("2", 250)),
		step(Owner, "03G11", "Nodeva ar vairākiem saņēmējiem", "Fee with several payees",
			at(0, "1.1", "", priced("1", 100)), at(1, "1.1", "", priced("2", 100)), at(2, "1.1", "", priced("3", 100))),
		step(Owner, "03G12", "Nodeva ar vairākiem mērķiem", "Fee with several purposes",
			at(0, "1.1", "Nodeva Nr. {Number}", priced("1", 100)), at(0, "1.1", "Soda nauda Nr. {Number}, pozīcija {Position}", priced("2", 200)),
			at(0, "1.2", "Nodeva Nr. {Number}", priced("3", 300)), at(0, "1.2", "Nodeva Nr. {Number}", priced("4", 400))),
		step(Stranger, "RD001", "Pašvaldības nodeva", "Municipal fee", priced("1", 500)),
	}
}

func step(owner pay.InstitutionCode, code pay.StepCode, lv, en string, positions ...*pay.Position) *pay.Step {
	s := &pay.Step{
		Code: code, Name: pay.Text{LV: lv, EN: en}, Service: pay.ServiceCode("S" + code),
		ServiceName: pay.Text{LV: lv + " (pakalpojums)", EN: en + " (service)"},
		Institution: owner, DefaultExpiry: Term,
		Providers: []pay.ProviderCode{Demo, Swedbank, Cards, Luminor},
		Positions: map[pay.PositionCode]*pay.Position{},
	}
	for _, p := range positions {
		s.Positions[p.Code] = p
	}
	return s
}

func priced(code pay.PositionCode, cents int64) *pay.Position {
	return at(0, "", "", &pay.Position{Code: code, UnitPrice: cents})
}

func free(code pay.PositionCode, least, most int64) *pay.Position {
	return at(0, "", "", &pay.Position{Code: code, Free: true, Min: least, Max: most})
}

// at says where the money of a position goes.
func at(account int, classification, purpose string, p *pay.Position) *pay.Position {
	p.Name = pay.Text{LV: "Pozīcija " + string(p.Code), EN: "Position " + string(p.Code)}
	p.VAT = pay.VAT{Subject: true, Percent: 21}
	p.Account, p.Classification, p.Purpose = Account(account), classification, purpose
	return p
}
