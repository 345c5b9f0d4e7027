package pay

import "time"

// How often a payer may ask for a receipt of one request by e-mail.
const (
	// MaxReceipts is for the request, whoever asks: its link may be in many hands.
	MaxReceipts = 3
	// ReceiptAgain is how long the same address is not sent a second one.
	ReceiptAgain = time.Hour
)

// ReceiptRemembered is how long the address of a receipt is kept after the
// receipt was sent or given up: until then it can be sent once more by hand.
const ReceiptRemembered = 7 * 24 * time.Hour

// Receipt is one that the payer asked for, as far as a page may show it.
type Receipt struct {
	To    string // masked
	State DeliveryState
	Asked time.Time
}

// Keys of an EventReceiptAsked: which delivery it is, and in which language the
// payer reads. The address is not in it; it is personal data.
const (
	ReceiptDelivery = "delivery"
	ReceiptLanguage = "language"
)

// AskReceipt notes that the payer wants a receipt of what is paid so far, which
// the delivery will send. CodeNotPossible: nothing is paid yet.
func (r *Request) AskReceipt(delivery ID, language Language, now time.Time) (Effects, error) {
	if r.Paid() == 0 {
		return Effects{}, Fail(CodeNotPossible, nil)
	}
	if language != English {
		language = Latvian
	}
	c := r.change(now, "payer")
	c.event(EventReceiptAsked, nil, map[string]string{ReceiptDelivery: delivery.String(), ReceiptLanguage: string(language)})
	return c.done(), nil
}

// ReceiptLanguageOf finds the language of a receipt among the events of its
// request; Latvian when it is not there.
func ReceiptLanguageOf(events []Event, delivery ID) Language {
	for _, e := range events {
		if e.Kind == EventReceiptAsked && e.Data[ReceiptDelivery] == delivery.String() && e.Data[ReceiptLanguage] == string(English) {
			return English
		}
	}
	return Latvian
}

// Receipts shows the receipts among the deliveries of a request, in the order
// in which they were asked for. The deliveries come newest first.
func Receipts(deliveries []Delivery) []Receipt {
	var all []Receipt
	for i := len(deliveries) - 1; i >= 0; i-- {
		if d := &deliveries[i]; d.Kind == DeliverReceipt {
			all = append(all, Receipt{To: d.Shown(), State: d.State, Asked: d.Created})
		}
	}
	return all
}
