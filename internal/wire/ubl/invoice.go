package ubl

// Identifiers that Peppol BIS Billing 3.0 prescribes.
const (
	Customization = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
	Profile       = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
)

// Codes of UNTDID 1001: what a document is.
const (
	CommercialInvoice = "380"
	CreditNote        = "381"
)

// Codes of UNTDID 4461: how it is paid.
const (
	CreditTransfer = "30"
	BankCard       = "48"
	OnlinePayment  = "68"
)

// Identifier schemes (ISO 6523 ICD; the first is a Peppol endpoint scheme too).
const (
	LatvianRegistration = "0218" // Unified registration number (Latvia)
	LatvianPerson       = "0220" // Register of Natural Persons (Latvia)
)

// Unit is the unit of quantities: one (UN/ECE Recommendation 20).
const Unit = "C62"

// Invoice is an invoice, or a credit note. Amounts are minor units of the
// currency; in a credit note they are positive too. The numbers in comments are
// those of EN 16931-1's business terms.
type Invoice struct {
	Credit         bool
	ID             string   // BT-1
	IssueDate      string   // BT-2, as 2026-11-22
	DueDate        string   // BT-9
	Note           string   // BT-22
	Currency       string   // BT-5
	BuyerReference string   // BT-10
	Preceding      []string // BT-25: documents that this one corrects or takes back
	References     []Reference
	Seller         Party
	Buyer          Party
	Payee          *Payee // where it is not the seller
	Means          []Means
	Taxes          []Tax
	Totals         Totals
	Lines          []Line
}

// Reference is a supporting document (BG-24).
type Reference struct {
	ID          string // BT-122
	Description string // BT-123
	Name        string // of the file
	MediaType   string
	Data        []byte // BT-125, left out when empty
}

// Party is the seller (BG-4) or the buyer (BG-7).
type Party struct {
	Name           string
	EndpointScheme string // BT-34, BT-49
	Endpoint       string
	Identifier     string // BT-29, BT-46
	IdentifierIn   string // its scheme
	Registration   string // BT-30, BT-47
	RegistrationIn string
	VAT            string // BT-31, BT-48
	Address        string // BT-35, BT-50
	Country        string // BT-40, BT-55
	ContactName    string
	ContactPhone   string
	ContactEmail   string
}

// Payee is who gets the money (BG-10).
type Payee struct{ Name, Registration, RegistrationIn string }

// Means is how one payment is made (BG-16, BG-17).
type Means struct {
	Code        string // BT-81
	PaymentID   string // BT-83
	Account     string // BT-84
	AccountName string // BT-85
	BIC         string // BT-86
}

// Category is a VAT category (UNTDID 5305): S, Z, E or O.
type Category struct {
	Code       string
	Percent    int    // not for O
	ReasonCode string // BT-121
	Reason     string // BT-120
}

// Tax is what falls into one category (BG-23).
type Tax struct {
	Category Category
	Taxable  int64
	Amount   int64
}

// Totals are the sums of the document (BG-22).
type Totals struct {
	Lines     int64 // BT-106
	Exclusive int64 // BT-109
	Inclusive int64 // BT-112
	Prepaid   int64 // BT-113
	Rounding  int64 // BT-114
	Payable   int64 // BT-115
}

// Line is one line (BG-25).
type Line struct {
	Quantity   string // BT-129, a decimal
	Net        int64  // BT-131
	Name       string // BT-153
	SellerItem string // BT-155
	Category   Category
	Price      string // BT-146, a decimal: net, of one unit
}
