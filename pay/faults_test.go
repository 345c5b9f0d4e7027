package pay_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// Who can tell only one thing tells the first; the rest stands in More.
func TestComposeTellsEverythingThatIsWrong(t *testing.T) {
	t.Parallel()
	past := "2020-01-01"
	d := paytest.Draft("DEM11", paytest.Quantity("1", "x"), paytest.Quantity("1", "1"), paytest.Amount("9", "1"))
	d.ExpiryDate, d.ResponseURL, d.ServerResponseURL = &past, "ftp://x", "x"
	d.AllowedBanks, d.ParentID = []string{string(paytest.Luminor)}, "x"
	_, err := paytest.NewWorld().Compose(d)
	first, ok := errors.AsType[*pay.Error](err)
	if !ok {
		t.Fatal(err)
	}
	fields := []string{first.Field}
	for _, more := range first.More {
		fields = append(fields, more.Field)
		if more.More != nil {
			t.Errorf("%s has more of its own", more.Field)
		}
	}
	want := []string{
		"PaymentRequest/ExpiryDate", "PaymentRequest/ResponseUrl", "PaymentRequest/ServerResponseUrl", "PaymentRequest/AllowedBanks",
		"PaymentRequest/ParentPaymentRequestID", "PaymentRequest/PriceList[1]/Item", "PaymentRequest/PriceList[3]/Position",
	}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

// One message cannot ask for an answer without end.
func TestFaultsAreBounded(t *testing.T) {
	t.Parallel()
	lines := make([]pay.DraftLine, pay.MaxLines)
	for i := range lines {
		lines[i] = paytest.Quantity("1", "x")
	}
	_, err := paytest.NewWorld().Compose(paytest.Draft("DEM11", lines...))
	if e, ok := errors.AsType[*pay.Error](err); !ok || len(e.More) != 99 {
		t.Errorf("%v with %d more", err, len(e.More))
	}
}

// DocumentWanted means what it says, whatever the institution means by
// NoInvoice.
func TestDocumentWanted(t *testing.T) {
	t.Parallel()
	for _, sense := range []pay.NoInvoiceSense{pay.NoInvoiceByName, pay.NoInvoiceInverse} {
		for _, wanted := range []bool{true, false} {
			w := paytest.NewWorld()
			w.Catalogue.Institutions[paytest.Owner].NoInvoiceMeans = sense
			d := paytest.Draft("DEM11", paytest.Quantity("1", "1"))
			d.DocumentWanted = &wanted
			if r, err := w.Compose(d); err != nil || r.Detail.NoInvoice == wanted {
				t.Errorf("%s, wanted %t: none is %v, %v", sense, wanted, r.Detail.NoInvoice, err)
			}
		}
	}
}
