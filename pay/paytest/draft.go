package paytest

import "viss.gov.lv/mm/pay"

// Quantity is a line that orders units of a position.
func Quantity(position, item string) pay.DraftLine { return line(position, "Quantity", item) }

// Amount is a line that gives the amount of a position.
func Amount(position, item string) pay.DraftLine { return line(position, "Amount", item) }

func line(position, name, item string) pay.DraftLine {
	return pay.DraftLine{Item: &item, ItemName: &name, Position: &position}
}

// Draft is a request for a step with some lines and nothing else.
func Draft(step string, lines ...pay.DraftLine) pay.Draft {
	return pay.Draft{ServiceStep: step, HasPriceList: true, Lines: lines}
}

// Split is a request that becomes the given number of payments of one euro
// each, at most three.
func Split(payments int) pay.Draft {
	lines := []pay.DraftLine{Quantity("1", "1"), Quantity("2", "1"), Quantity("3", "1")}
	d := Draft("03G11", lines[:payments]...)
	d.ServerResponseURL = "https://example.lv/s2s?id="
	return d
}

// Payer is the person of the published samples.
func Payer() pay.Payer {
	return pay.Payer{
		FirstName: "Ernests", Name: "Paraudziņš", Code: "31129900000",
		Email: "e@p.lv", Phone: "26620000", Address: "Rātslaukums 1, LV-1050, Rīga",
	}
}

// SampleDotNet is the .NET sample of spec 002, chapter 2.3, its relative dates
// counted from Start.
func SampleDotNet() pay.Draft {
	expiry, issue, noInvoice := "2026-03-07T12:00:00", "2026-03-12T12:00:00", "true"
	return pay.Draft{
		ServiceStep: "DEM11", PaymentObject: "PmtInfo",
		ExpiryDate: &expiry, InvoiceIssueDate: &issue, NoInvoice: &noInvoice,
		ResponseURL: "http://jusu-response-url", ServerResponseURL: "http://jusu-response-url-s2s",
		SwiftCode: "DEMO0000", AllowedBanks: []string{"DEMO0000", "HABALV22"}, Payer: Payer(),
		HasPriceList: true, Lines: []pay.DraftLine{Quantity("1", "4.56"), Amount("2", "0.54")},
	}
}

// SamplePHP is the PHP sample of spec 002, chapter 2.3.
func SamplePHP() pay.Draft {
	return pay.Draft{
		ServiceStep: "02Y70", PaymentObject: "02Y70 payment",
		ResponseURL: "http://jusu-response-url", ServerResponseURL: "http://jusu-response-url-s2s",
		SwiftCode: "DEMO0000", Payer: Payer(),
		HasPriceList: true, Lines: []pay.DraftLine{Quantity("53", "1"), Amount("54", "12.12")},
	}
}

// SampleJSON is the JSON sample of spec 002, chapter 2.10.1. Its term is long
// past; see Fresh.
func SampleJSON() pay.Draft {
	expiry, noInvoice := "2020-09-30T14:00:00+03:00", "true"
	payer := Payer()
	payer.Code = "07018710513"
	return pay.Draft{
		ServiceStep: "03G10", PaymentObject: "DEM11 payment", ExpiryDate: &expiry, NoInvoice: &noInvoice,
		ResponseURL:       "https://tv-vraa.zzdats.lv/MMTests/S2S/?id=",
		ServerResponseURL: "https://tv-vraa.zzdats.lv/MMTests/S2S/ok1?id=",
		SwiftCode:         "DEMO0000", AllowedBanks: []string{"DEMO0000", "FIRSTDATA", "HABALV22"}, Payer: payer,
		HasPriceList: true, Lines: []pay.DraftLine{Quantity("2346", "12.00")},
	}
}

// SampleXML is the XML sample of spec 002, appendix 3.1. Its term is long past;
// see Fresh.
func SampleXML() pay.Draft {
	expiry, issue, noInvoice := "2013-02-15", "2013-01-20", "true"
	return pay.Draft{
		ServiceStep: "00001", PaymentObject: "Test 12",
		ExpiryDate: &expiry, InvoiceIssueDate: &issue, NoInvoice: &noInvoice,
		ResponseURL: "http://jusu-response-url", ServerResponseURL: "http://jusu-response-url-s2s",
		SwiftCode: "DEMO0000", AllowedBanks: []string{"DEMO0000", "HABALV22"}, Payer: Payer(),
		HasPriceList: true, Lines: []pay.DraftLine{Amount("1", "1"), Quantity("2", "2")},
	}
}

// Fresh is the draft without its term, so that the step's default counts.
func Fresh(d pay.Draft) pay.Draft {
	d.ExpiryDate = nil
	return d
}
