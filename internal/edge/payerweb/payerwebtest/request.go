package payerwebtest

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"time"

	"viss.gov.lv/mm/pay"
)

// Noon is the business time of the samples: 12.00 in Riga.
func Noon() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }

// sampleID is the identifier of the sample request as addresses hold it.
const sampleID = "0193533b-9f00-7a3e-8c21-4f6b0d2e9a10"

// SampleID is the identifier of the sample request.
func SampleID() pay.ID {
	id, err := pay.ParseID(sampleID)
	if err != nil {
		panic(err)
	}
	return id
}

// View makes the sample request: one payment of 12,00 EUR, three methods.
func View(change ...func(*pay.View)) *pay.View {
	v := &pay.View{
		Now: Noon(), Institution: plainInstitution(),
		Methods: []pay.ProviderInfo{
			{Code: "HABALV22", Name: pay.Text{LV: "Swedbank"}, Kind: pay.BankProvider, Active: true},
			{Code: "UNLALV2X", Name: pay.Text{LV: "SEB banka", EN: "SEB"}, Kind: pay.BankProvider, Active: true},
			{Code: "FIRSTDATA", Name: pay.Text{LV: "Visa un Mastercard kartes"}, Kind: pay.CardProvider, Active: true},
		},
		Names: map[pay.ProviderCode]pay.Text{
			"HABALV22": {LV: "Swedbank"}, "UNLALV2X": {LV: "SEB banka", EN: "SEB"}, "FIRSTDATA": {LV: "Visa un Mastercard kartes"},
			"PARXLV22": {LV: "Citadele"}, // no longer offered
		},
		Request: &pay.Request{
			ID: SampleID(), Number: pay.NumberOf(1), Institution: "PARAUGS", Step: "03G10",
			Created: Noon().Add(-time.Hour), Expires: time.Date(2026, 11, 30, 22, 0, 0, 0, time.UTC),
			Total: pay.EUR(1200), State: pay.RequestOpen, Letter: pay.LetterProcess,
			Payer: pay.Payer{FirstName: "Ernests", Name: "Paraudziņš", Code: "31129900000", Email: "e@p.lv"},
			Detail: pay.Detail{
				ServiceName: pay.Text{LV: "Izziņas izsniegšana", EN: "Issuing a certificate"},
				StepName:    pay.Text{LV: "Valsts nodevas samaksa"},
				ResponseURL: "https://pakalpojums.example/atpakal?id=",
				Lines: []pay.Line{
					{Position: "53", Name: pay.Text{LV: "Izziņa", EN: "Certificate"}, Quantity: 2_000_000, Price: 500, Amount: 1000},
					{Position: "54", Name: pay.Text{LV: "Piegāde pa pastu"}, Amount: 200},
				},
			},
			Payments: []pay.Payment{{
				Number: pay.NumberOf(2), Amount: 1200, State: pay.PaymentDue, Purpose: "Izziņas izsniegšana Nr. 1",
				Account: pay.Account{IBAN: "LV42TREL9990000000001", Payee: "Valsts kase", BIC: "TRELLV22"},
			}},
		},
	}
	for _, f := range change {
		f(v)
	}
	return v
}

func plainInstitution() *pay.Institution {
	return &pay.Institution{
		Code: "PARAUGS", Name: pay.Text{LV: "Paraugu aģentūra", EN: "Sample Agency"},
		Contact: pay.Contact{
			Name: pay.Text{LV: "Klientu atbalsta dienests"}, Email: "palidziba@paraugs.example",
			Phone: "+371 6000 0000", Web: "https://paraugs.example/palidziba",
		},
	}
}

// Institution is the sample institution with a colour and a logo, three towers.
func Institution() *pay.Institution {
	accent := pay.Colour{R: 0x1f, G: 0x4e, B: 0x8c}
	m := image.NewPaletted(image.Rect(0, 0, 60, 48), color.Palette{color.Transparent, color.NRGBA{accent.R, accent.G, accent.B, 255}})
	for x := range 60 {
		for y := 12 * (1 + (x/20+1)%2); y < 48; y++ {
			if x%20 > 2 && x%20 < 17 || y > 40 {
				m.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	logo, err := pay.NewLogo(b.Bytes())
	if err != nil {
		panic(err)
	}
	i := plainInstitution()
	i.Brand = pay.Brand{Accent: &accent, Logo: logo}
	return i
}

// Branded gives the request to the institution with a colour and a logo.
func Branded(v *pay.View) { v.Institution = Institution() }

// Split makes the sample a request of two payments.
func Split(v *pay.View) {
	r := v.Request
	r.Total = pay.EUR(126200)
	r.Detail.Lines[1].Amount, r.Detail.Lines[1].Payment = 125200, 1
	r.Payments[0].Amount = 1000
	r.Payments = append(r.Payments, pay.Payment{
		Number: pay.NumberOf(3), Amount: 125200, State: pay.PaymentDue, Purpose: "Piegāde Nr. 1",
		Account: pay.Account{IBAN: "LV44DEMO0000000000001", Payee: "Piegādes dienests"},
	})
}

// Preferred lets the payer have signed in through a bank.
func Preferred(v *pay.View) { v.Preferred = "HABALV22" }

// NoEmail takes the payer's address away.
func NoEmail(v *pay.View) { v.Request.Payer.Email = "" }

// Receipts lets receipts have been asked for, one in each state.
func Receipts(states ...pay.DeliveryState) func(*pay.View) {
	return func(v *pay.View) {
		for i, state := range states {
			v.Receipts = append(v.Receipts, pay.Receipt{To: string(rune('a'+i)) + "***@paraugs.example", State: state, Asked: v.Now})
		}
	}
}

// NoMethods takes all methods away.
func NoMethods(v *pay.View) { v.Methods = nil }

// NoReturn takes the way back to the service away.
func NoReturn(v *pay.View) { v.Request.Detail.ResponseURL = "" }
