package paymentsoap

import (
	"strings"
	"testing"

	"viss.gov.lv/mm/internal/wire/soap"
)

// TestBadInput: each of these is a clear fault that names what is wrong.
func TestBadInput(t *testing.T) {
	t.Parallel()
	step := func(content string) string { return message(`<ServiceStep>02Y70</ServiceStep>` + content) }
	line := func(content string) string {
		return step(`<PriceList><P>` + plainLine + `</P><P>` + content + `</P></PriceList>`)
	}
	good := step(`<PriceList><P>` + plainLine + `</P></PriceList>`)
	with := func(content string) string {
		return strings.Replace(good, "<PriceList>", content+"<PriceList>", 1)
	}
	deep := strings.Repeat("<x>", 40) + strings.Repeat("</x>", 40)
	tests := []struct {
		name, message string
		code, says    string
	}{
		{"nothing", "", "MM100", "Ziņojums ir tukšs."},
		{"not XML", "labdien", "MM100", "nav pareizi veidots XML"},
		{"cut off", good[:len(good)-20], "MM100", "nav pareizi veidots XML"},
		{"DTD", `<!DOCTYPE x>` + good, "MM100", "1. rinda: DTD (DOCTYPE) nav atļauts."},
		{"entities", `<!DOCTYPE x [<!ENTITY a "b">]>` + good, "MM100", "DTD"},
		{"unknown entity", with("<PaymentObject>&nbsp;</PaymentObject>"), "MM100", "„nbsp”"},
		{"processing instruction", `<?x y?>` + good, "MM100", "instrukcijas"},
		{"text after the envelope", good + "x", "MM100", "Aiz Envelope"},
		{"too deep", with(deep), "MM100", "pārāk dziļi"},
		{"too many elements", with(strings.Repeat("<x/>", 10_001)), "MM100", "pārāk daudz elementu"},
		{"NUL", with("<PaymentObject>\x00</PaymentObject>"), "MM100", "zīme, ko XML neatļauj"},
		{"not UTF-8", with("<PaymentObject>\xff</PaymentObject>"), "MM121", "Izmantojiet UTF-8."},
		{"unknown encoding", `<?xml version="1.0" encoding="koi8-r"?>` + good, "MM121", "„koi8-r”"},
		{"undeclared prefix", with("<q:PaymentObject>a</q:PaymentObject>"), "MM100", "Prefiksam „q”"},
		{"JSON", `{"MM_Cert": ""}`, "MM100", "nav pareizi veidots XML"},
		{"bare structure", `<PaymentsDataStructure/>`, "MM121", "nevis „PaymentsDataStructure”"},
		{"two bodies", strings.Replace(good, "</s:Body>", "</s:Body><s:Body/>", 1), "MM100", "viens Body"},
		{"empty body", strings.Replace(statusMessage(""), "<CheckPaymentRequestStatus></CheckPaymentRequestStatus>", "", 1), "MM100", "Body"},
		{"unknown operation", strings.ReplaceAll(good, "SavePaymentRequest", "SaveRequest"), "MM122", "(„SaveRequest”) Ir pieejamas: SavePaymentRequest, CheckPaymentRequestStatus"},
		{"no PaymentRequest", strings.NewReplacer("<PaymentRequest>", "", "</PaymentRequest>", "").Replace(good), "MM101", "PaymentRequest: "},
		{"nil PaymentRequest", strings.Replace(good, "<PaymentRequest>", `<PaymentRequest i:nil="true">`, 1), "MM101", "PaymentRequest: "},
		{"other members alone", strings.NewReplacer("<PaymentRequest>", "<PaymentRequestPPK>", "</PaymentRequest>", "</PaymentRequestPPK><Payment>1</Payment>").Replace(good), "MM113", "PaymentRequestPPK, Payment: "},
		{"two PaymentRequests", strings.Replace(good, "<PaymentRequest>", "<PaymentRequest/><PaymentRequest>", 1), "MM102", "PaymentRequest: "},
		{"member twice", with("<ServiceStep>x</ServiceStep>"), "MM102", "PaymentRequest/ServiceStep: "},
		{"elements in text", with("<PaymentObject><b>x</b></PaymentObject>"), "MM102", "PaymentRequest/PaymentObject: "},
		{"wrong base64", with(`<PaymentObject i:type="x:base64Binary">%</PaymentObject>`), "MM102", "PaymentRequest/PaymentObject: "},
		{"empty date", with("<ExpiryDate/>"), "MM102", "PaymentRequest/ExpiryDate: "},
		{"date of the wrong form", with("<ExpiryDate>01.12.2026</ExpiryDate>"), "MM102", "PaymentRequest/ExpiryDate: "},
		{"past expiry", with("<ExpiryDate>2020-01-01</ExpiryDate>"), "MM109", "PaymentRequest/ExpiryDate: "},
		{"wrong boolean", with("<NoInvoice>jā</NoInvoice>"), "MM102", "PaymentRequest/NoInvoice: "},
		{"wrong address", with("<ResponseUrl>javascript:alert(1)</ResponseUrl>"), "MM111", "PaymentRequest/ResponseUrl: "},
		{"only inactive banks", with("<AllowedBanks><A><SwiftCode>RIKOLV2X</SwiftCode></A></AllowedBanks>"), "MM110", "PaymentRequest/AllowedBanks: "},
		{"unknown step", strings.Replace(good, "02Y70", "99Z99", 1), "MM103", "PaymentRequest/ServiceStep: "},
		{"another's step", strings.Replace(good, "02Y70", "RD001", 1), "MM103", "PaymentRequest/ServiceStep: "},
		{"no step", strings.Replace(good, "<ServiceStep>02Y70</ServiceStep>", "", 1), "MM101", "PaymentRequest/ServiceStep: "},
		{"no list", step(""), "MM101", "PaymentRequest/PriceList: "},
		{"empty list", step("<PriceList/>"), "MM106", "PaymentRequest/PriceList: "},
		{"list of text", step("<PriceList>53</PriceList>"), "MM106", "PaymentRequest/PriceList: "},
		{"flat line without Item", step("<PriceList><Position>53</Position></PriceList>"), "MM101", "PaymentRequest/PriceList[1]/Item: "},
		{"no Item", line("<ItemElementName>Quantity</ItemElementName><Position>53</Position>"), "MM101", "PaymentRequest/PriceList[2]/Item: "},
		{"empty Item", line(strings.Replace(plainLine, "<Item>1</Item>", "<Item/>", 1)), "MM101", "PaymentRequest/PriceList[2]/Item: "},
		{"no ItemElementName", line("<Item>1</Item><Position>53</Position>"), "MM101", "PaymentRequest/PriceList[2]/ItemElementName: "},
		{"unknown ItemElementName", line(strings.Replace(plainLine, "Quantity", "Gab", 1)), "MM102", "PaymentRequest/PriceList[2]/ItemElementName: "},
		{"no Position", line("<Item>1</Item><ItemElementName>Quantity</ItemElementName>"), "MM101", "PaymentRequest/PriceList[2]/Position: "},
		{"unknown position", line(strings.Replace(plainLine, "53", "77", 1)), "MM104", "PaymentRequest/PriceList[2]/Position: "},
		{"decimal comma", line(strings.Replace(plainLine, ">1<", ">1,5<", 1)), "MM102", "PaymentRequest/PriceList[2]/Item: "},
		{"negative", line(strings.Replace(plainLine, ">1<", ">-1<", 1)), "MM108", "PaymentRequest/PriceList[2]/Item: "},
		{"huge", line(strings.Replace(plainLine, ">1<", ">1.0E+25<", 1)), "MM108", "PaymentRequest/PriceList[2]/Item: "},
		{"too precise", line(strings.Replace(plainLine, ">1<", ">1.0E-9<", 1)), "MM115", "PaymentRequest/PriceList[2]/Item: "},
		{"Item twice", line("<Item>1</Item>" + plainLine), "MM102", "PaymentRequest/PriceList[2]/Item: "},
		{"too many lines", step(`<PriceList>` + strings.Repeat("<P>"+plainLine+"</P>", 600) + `</PriceList>`), "MM116", "PaymentRequest/PriceList: "},
		{"status without id", statusMessage(""), "MM101", "paymentRequestId: "},
		{"status with empty id", statusMessage("<paymentRequestId/>"), "MM101", "paymentRequestId: "},
		{"status with wrong id", statusMessage("<paymentRequestId>1 or 1=1</paymentRequestId>"), "MM102", "paymentRequestId: "},
		{"status of another's request", statusMessage("<paymentRequestId>00000000-0000-0000-0000-000000000001</paymentRequestId>"), "MM301", "nav atrasts"},
		{"PHP without WSDL, by number", statusMessage("<param0>1</param0>"), "MM121", "singleWsdl"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture()
			got := faultOf(t, f.post(t, test.message, "Content-Type", "text/xml"))
			if got.HTTP != "500 Internal Server Error" || got.Faultcode != "s:Client" {
				t.Errorf("%+v", got)
			}
			if got.Code != test.code || !strings.Contains(got.Message, test.says) {
				t.Errorf("got %s %q, want %s with %q", got.Code, got.Message, test.code, test.says)
			}
			if f.log.Len() > 0 {
				t.Errorf("logged: %s", f.log.String())
			}
		})
	}
}

// TestFaultsAboutTheEnvelope have no detail: SOAP 1.1 section 4.4 keeps that
// for the Body.
func TestFaultsAboutTheEnvelope(t *testing.T) {
	t.Parallel()
	good := statusMessage("<paymentRequestId>99e083d2-688f-481a-bb85-420eb11e6927</paymentRequestId>")
	header := `<s:Header><Security xmlns="urn:x" s:mustUnderstand="1"/></s:Header><s:Body>`
	tests := []struct{ name, message, faultcode, says string }{
		{"mandatory header", strings.Replace(good, "<s:Body>", header, 1), "s:MustUnderstand", "„Security”"},
		{"mandatory header in SOAP 1.2", strings.NewReplacer("<s:Body>", header, soap.Namespace11, soap.Namespace12).Replace(good), "s:MustUnderstand", "„Security”"},
		{"other envelope", strings.ReplaceAll(good, soap.Namespace11, "urn:x"), "s:VersionMismatch", "SOAP 1.1 vai SOAP 1.2"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := faultOf(t, newFixture().post(t, test.message))
			if got.Faultcode != test.faultcode || got.Code != "" || !strings.Contains(got.Message, test.says) {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestEveryReasonIsExplained walks the reasons of package soap.
func TestEveryReasonIsExplained(t *testing.T) {
	t.Parallel()
	seen := map[string]soap.Reason{}
	for reason := soap.NotWellFormed; reason <= soap.NotUnderstood; reason++ {
		want := explain(&soap.Error{Reason: reason, Name: "x", What: "y", Line: 3})
		if !strings.HasPrefix(want.LV, "3. rinda: ") || !strings.HasPrefix(want.EN, "Line 3: ") {
			t.Errorf("reason %d: %+v", reason, want)
		}
		if other, twice := seen[want.LV]; twice {
			t.Errorf("reasons %d and %d say the same: %s", reason, other, want.LV)
		}
		seen[want.LV] = reason
	}
}
