package document

import (
	"bytes"
	"crypto/ed25519"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a file of testdata, or rewrites it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got); if it is right, run with -update\n%s", name, diff)
	}
}

// printer is made once: it never changes.
var printer = sync.OnceValues(NewPrinter)

func newPrinter(t testing.TB) *Printer {
	t.Helper()
	p, err := printer()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// keys are those of the tests: the nth key of all zeros but for n.
func keys(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(append(bytes.Repeat([]byte{0}, 31), n))
}

func public(t testing.TB, k ed25519.PrivateKey) ed25519.PublicKey {
	t.Helper()
	p, ok := k.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("no public key")
	}
	return p
}

func signer(t testing.TB, n byte) *Signer {
	t.Helper()
	s, err := NewSigner(keys(n), "https://mm.example.lv/d/")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func keySet(t testing.TB, numbers ...byte) *KeySet {
	t.Helper()
	var all []ed25519.PublicKey
	for _, n := range numbers {
		all = append(all, public(t, keys(n)))
	}
	set, err := NewKeySet(all...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func id(n byte) pay.ID {
	return pay.ID{0x01, 0x9a, 0xb1, 0x4e, 0x6c, 0x20, 0x70, 0, 0x80, 1, 2, 3, 4, 5, 6, n}
}

// plain is a citizen's state fee: no VAT, one payment.
func plain() *pay.Document {
	issued := time.Date(2026, 11, 22, 10, 5, 12, 0, time.UTC)
	return &pay.Document{
		ID: id(1), Institution: "VRAA", Type: pay.DocumentConfirmation, Number: "VRAA-2026-000123",
		Issued: issued, Date: "2026-11-22",
		Author: pay.DocumentAuthor{
			Name:           pay.Text{LV: "Valsts reģionālās attīstības aģentūra", EN: "State Regional Development Agency"},
			RegistrationNo: "90001733697",
			Contact:        pay.Contact{Name: pay.Text{LV: "Klientu atbalsts", EN: "Customer support"}, Email: "atbalsts@example.lv", Phone: "+371 67000000"},
		},
		Payer:   pay.DocumentPayer{Name: "Ernests Paraudziņš"},
		Request: id(2), RequestNumber: "9RT4K2XWA",
		ServiceName: pay.Text{LV: "Izziņas no reģistra", EN: "Statements from the register"},
		StepName:    pay.Text{LV: "Izziņas saņemšana", EN: "Issue of a statement"},
		Currency:    pay.Euro, Total: 2533,
		Lines: []pay.Line{
			{Position: "53", Name: pay.Text{LV: "Izziņas sagatavošana", EN: "Preparation of the statement"}, Quantity: 2_000_000, Price: 700, Amount: 1400},
			{Position: "54", Name: pay.Text{LV: "Valsts nodeva par izziņu", EN: "State fee for the statement"}, Amount: 1133},
		},
		Payments: []pay.DocumentPayment{{
			Number:         "4HB7M0QY2",
			Account:        pay.Account{IBAN: "LV42TREL9990000000001", Payee: "Valsts kase", RegistrationNo: "90000050138", BIC: "TRELLV22"},
			Classification: "9.1.9.9", Purpose: "Izziņas saņemšana Nr. 9RT4K2XWA", Amount: 2533,
			PaidAt: issued.Add(-12 * time.Second), Provider: "HABALV22",
			ProviderName: pay.Text{LV: "Swedbank"}, ProviderKind: pay.BankProvider, ProviderRef: "2026112200012345",
		}},
	}
}

// mixed is a company's purchase: VAT of two treatments beside a fee without, two
// payments by two methods, a cent of rounding.
func mixed() *pay.Document {
	d := plain()
	d.ID, d.Number, d.Request = id(3), "VRAA-2026-000124", id(4)
	d.Author.VATNo = "LV90001733697"
	d.Payer = pay.DocumentPayer{Name: "SIA „ZZ Dats”", Code: "40003278467", Address: "Elizabetes iela 41/43, Rīga", Organisation: true}
	d.PaymentObject = "Līgums Nr. 12/2026 par datu izmantošanu"
	d.Replaces, d.Stated, d.Partial = "VRAA-2026-000120", "2026-12-02", true
	standard, zero := pay.VAT{Subject: true, Percent: 21}, pay.VAT{Subject: true}
	d.Lines = []pay.Line{
		{Position: "1", Name: pay.Text{LV: "Datu kopas sagatavošana", EN: "Preparation of a data set"}, Quantity: 4_560_000, Price: 1333, Amount: 6078, VAT: standard},
		{Position: "2", Name: pay.Text{LV: "Piekļuve datu saskarnei, mēnesis"}, Quantity: 3_000_000, Price: 998, Amount: 2994, VAT: standard},
		{Position: "3", Name: pay.Text{LV: "Nosūtīšana uz ārvalstīm", EN: "Delivery abroad"}, Amount: 500, VAT: zero},
		{Position: "0172", Name: pay.Text{LV: "Valsts nodeva", EN: "State fee"}, Amount: 123_456, Payment: 1},
	}
	first := d.Payments[0]
	first.Amount, first.Account = 9572, pay.Account{IBAN: "LV15TREL9990000000002", Payee: "Valsts reģionālās attīstības aģentūra", RegistrationNo: "90001733697", BIC: "TRELLV22"}
	second := d.Payments[0]
	second.Number, second.Amount, second.PaidAt = "7C3DXN9K1", 123_456, first.PaidAt.Add(-3*time.Minute)
	second.Provider, second.ProviderKind, second.ProviderName = "FIRSTDATA", pay.CardProvider, pay.Text{LV: "Maksājumu karte", EN: "Payment card"}
	second.ProviderRef = "6a2f0c31d9"
	d.Payments = []pay.DocumentPayment{first, second}
	d.Total = 9572 + 123_456
	return d
}

// invoice is still to be paid.
func invoice() *pay.Document {
	d := mixed()
	d.ID, d.Type, d.Number = id(5), pay.DocumentInvoice, "VRAA-2026-000125"
	d.Replaces, d.Stated, d.Partial = "", "", false
	d.Due = time.Date(2026, 12, 2, 22, 0, 0, 0, time.UTC)
	for i := range d.Payments {
		p := &d.Payments[i]
		p.PaidAt, p.Provider, p.ProviderKind, p.ProviderName, p.ProviderRef = time.Time{}, "", "", pay.Text{}, ""
	}
	return d
}

// refund sends the plain payment back.
func refund() *pay.Document {
	d := plain()
	d.ID, d.Type, d.Number, d.Refunds = id(6), pay.DocumentRefund, "VRAA-2026-000126", "VRAA-2026-000123"
	return d
}

// long has names that nobody would choose, and 200 lines.
func long() *pay.Document {
	d := mixed()
	d.ID, d.Number = id(7), "VRAA-2026-999999"
	d.Author.Name.LV = strings.Repeat("Valsts un pašvaldību informācijas sistēmu ", 4) + "aģentūra"
	d.Payer.Name = strings.Repeat("Paraudziņš-", 30) + "Ļoti Garšs Šķērslis"
	d.PaymentObject = strings.Repeat("Ūdenstilpes apsaimniekošana un čakla ķeizarmežu žagaru vākšana. ", 6)
	d.Lines, d.Total = nil, 0
	for i := range 200 {
		amount := int64(100 + 37*i)
		name := fmt.Sprintf("Pozīcija Nr. %d", i+1)
		if i%9 == 4 {
			name += strings.Repeat(" ar ļoti garu nosaukumu", 4)
		}
		d.Lines = append(d.Lines, pay.Line{
			Position: pay.PositionCode(fmt.Sprint(i + 1)), Name: pay.Text{LV: name}, Quantity: 1_000_000, Price: amount, Amount: amount,
			VAT: pay.VAT{Subject: i%2 == 0, Percent: 21 * (1 - i%2)},
		})
		d.Total += amount
	}
	d.Payments = d.Payments[:1]
	d.Payments[0].Amount = d.Total
	return d
}

// samples are all of them, certified.
func samples(t testing.TB) map[string]*pay.Document {
	t.Helper()
	all := map[string]*pay.Document{"plain": plain(), "mixed": mixed(), "invoice": invoice(), "refund": refund(), "long": long()}
	for _, d := range all {
		if err := signer(t, 1).Certify(d); err != nil {
			t.Fatal(err)
		}
	}
	return all
}
