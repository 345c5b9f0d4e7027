package pay

// Draft is a payment request as a caller wrote it, before MM has looked at it.
// Edges fill it with the texts of the message and judge nothing themselves, so
// that every interface gives the same verdict. A pointer is nil when the member
// is absent (or nil in its message); an empty text is a text.
type Draft struct {
	ServiceStep       string
	PaymentObject     string
	ExpiryDate        *string // see ParseMoment
	InvoiceIssueDate  *string
	NoInvoice         *string // "true", "false", "1", "0"
	ParentID          string
	ResponseURL       string
	ServerResponseURL string
	SwiftCode         string
	AllowedBanks      []string
	Payer             Payer
	Lines             []DraftLine
	HasPriceList      bool          // the member was there, even if empty
	Extra             []ExtraMember // other members of PaymentsDataStructure, raw
	// DocumentWanted says plainly whether a document is to be issued; it stands in
	// place of NoInvoice, whose sense an institution can turn round. Left out of
	// digests while it is nil, as it always is for interfaces that do not know it.
	DocumentWanted *bool `json:",omitempty"`
}

// DraftLine is one item of PriceList.
type DraftLine struct {
	Item     *string
	ItemName *string // ItemElementName: "Quantity" or "Amount"
	Position *string
}
