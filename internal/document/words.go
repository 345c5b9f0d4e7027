package document

import "viss.gov.lv/mm/pay"

// labels are the words of a document that stand for themselves; money, dates
// and plurals are the locale's. They live here, since law and layout choose
// them together.
type labels struct {
	language pay.Language
	tag      string // BCP 47
	types    map[pay.DocumentType]string

	number, of                                         string
	paid, toPay, refunded                              string // over the amount
	paidAt, payBy, refundedAt, method                  string
	payer, payee, unnamed                              string
	registration, personalCode, vatNo                  string
	what, whatToPay, whatRefunded                      string
	position, name, quantity, price, vat, amount       string
	vatAt, taxableAt                                   string // with the rate in them
	notSubject, noVAT                                  string
	rounding, total                                    string
	payment, payments, paymentNumber, account, purpose string
	classification, bic, providerRef                   string
	details, request, requestID, replaces, refunds     string
	service, stated, partial, contact                  string
	authenticity, prepared, certified, check, code     string
	scan, qr                                           string
	producer, subject, attachment                      string
}

// wordsIn gives the words of a language; Latvian for one that MM does not speak.
func wordsIn(l pay.Language) *labels {
	if l == pay.English {
		return english()
	}
	return latvian()
}

func latvian() *labels {
	return &labels{
		language: pay.Latvian, tag: "lv-LV",
		types: map[pay.DocumentType]string{
			pay.DocumentConfirmation: "Maksājuma apliecinājums",
			pay.DocumentInvoice:      "Rēķins",
			pay.DocumentRefund:       "Atmaksas apliecinājums",
		},
		number: "Nr.", of: "no",
		paid: "Samaksāts", toPay: "Apmaksājamā summa", refunded: "Atmaksāts",
		paidAt: "Apmaksas laiks", payBy: "Apmaksāt līdz", refundedAt: "Atmaksas datums", method: "Apmaksas veids",
		payer: "Maksātājs", payee: "Saņēmējs", unnamed: "Nav norādīts",
		registration: "Reģ. Nr.", personalCode: "Personas kods", vatNo: "PVN Nr.",
		what: "Par ko samaksāts", whatToPay: "Par ko jāmaksā", whatRefunded: "Par ko atmaksāts",
		position: "Kods", name: "Nosaukums", quantity: "Daudzums", price: "Cena", vat: "PVN", amount: "Summa",
		vatAt: "PVN\u00a0%s", taxableAt: "Ar\u00a0PVN\u00a0%s apliekamā summa", notSubject: "Nav PVN objekts", noVAT: "Nav PVN objekts.",
		rounding: "Noapaļošana", total: "Kopā",
		payment: "Maksājums", payments: "Maksājumi", paymentNumber: "Maksājuma Nr.", account: "Saņēmēja konts", purpose: "Maksājuma mērķis",
		classification: "Klasifikācijas kods", bic: "BIC", providerRef: "Apmaksas nodrošinātāja atsauce",
		details: "Papildu ziņas", request: "Maksāšanas pieprasījuma Nr.", requestID: "Pieprasījuma identifikators",
		replaces: "Izsniegts iepriekšējā dokumenta vietā", refunds: "Apmaksu apliecina dokuments",
		service: "E-pakalpojums",
		stated:  "Norādītais izrakstīšanas datums",
		partial: "Dokuments aptver daļu no maksāšanas pieprasījuma.", contact: "Kur vērsties",
		authenticity: "Dokumenta autentiskums",
		prepared:     "Elektroniski sagatavots dokuments.",
		certified:    "Dokuments sagatavots un apliecināts elektroniski Maksājumu modulī.",
		check:        "Pārbaudīt:", code: "Pārbaudes kods:",
		scan:     "Noskenējiet kvadrātkodu vai atveriet saiti. Kvadrātkodā ir parakstīts paziņojums par dokumentu, ko var pārbaudīt arī bez tīkla.",
		qr:       "Kvadrātkods (QR) ar saiti dokumenta pārbaudei un parakstītu paziņojumu par dokumentu",
		producer: "Maksājumu modulis", subject: "Attaisnojuma dokuments", attachment: "Dokumenta dati XML formātā",
	}
}

func english() *labels {
	return &labels{
		language: pay.English, tag: "en-GB",
		types: map[pay.DocumentType]string{
			pay.DocumentConfirmation: "Payment confirmation",
			pay.DocumentInvoice:      "Invoice",
			pay.DocumentRefund:       "Refund confirmation",
		},
		number: "No.", of: "of",
		paid: "Paid", toPay: "Amount due", refunded: "Refunded",
		paidAt: "Paid on", payBy: "Pay by", refundedAt: "Date of refund", method: "Payment method",
		payer: "Payer", payee: "Payee", unnamed: "Not given",
		registration: "Reg. No.", personalCode: "Personal code", vatNo: "VAT No.",
		what: "What was paid for", whatToPay: "What is to be paid for", whatRefunded: "What was refunded",
		position: "Code", name: "Description", quantity: "Quantity", price: "Price", vat: "VAT", amount: "Amount",
		vatAt: "VAT\u00a0%s", taxableAt: "Taxable amount at\u00a0%s", notSubject: "Not subject to VAT", noVAT: "Not subject to VAT.",
		rounding: "Rounding", total: "Total",
		payment: "Payment", payments: "Payments", paymentNumber: "Payment No.", account: "Payee's account", purpose: "Payment purpose",
		classification: "Classification code", bic: "BIC", providerRef: "Payment provider's reference",
		details: "Further information", request: "Payment request No.", requestID: "Identifier of the request",
		replaces: "Issued in place of document", refunds: "Payment was confirmed by document",
		service: "E-service",
		stated:  "Stated date of issue",
		partial: "The document covers a part of the payment request.", contact: "Where to turn",
		authenticity: "Authenticity",
		prepared:     "Electronically prepared document.",
		certified:    "Prepared and certified electronically in the payments module (Maksājumu modulis).",
		check:        "Verify at:", code: "Verification code:",
		scan:     "Scan the code or open the link. The code holds a signed statement about the document, which can also be checked without a network.",
		qr:       "QR code with the link for verification and a signed statement about the document",
		producer: "Maksājumu modulis", subject: "Supporting document", attachment: "Data of the document as XML",
	}
}
