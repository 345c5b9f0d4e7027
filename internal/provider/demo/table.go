package demo

import "viss.gov.lv/mm/pay"

// version is that of the protocol. It is agreed, not negotiated: a message of
// another version is refused.
const version = "001"

// The services (docs/protocol/demo-bank.md, section 2). The service decides
// which fields are signed and in which order.
const (
	servicePay       = "2010" // we ask for a payment
	serviceQuery     = "2020" // we ask how a payment stands
	serviceAccepted  = "2110" // the bank works on it
	servicePaid      = "2111" // the bank's word that the money goes
	serviceAnswer    = "2120" // the answer to a query
	serviceDeclined  = "2190" // the bank refused
	serviceCancelled = "2191" // the payer cancelled at the bank
	serviceOther     = "2199" // neither; a person must look
	statusNone       = "0000" // in an answer: nothing has been decided
)

// The names of the fields.
const (
	fieldService  = "DB_SERVICE"
	fieldVersion  = "DB_VERSION"
	fieldMerchant = "DB_MERCHANT"
	fieldBank     = "DB_SND"
	fieldRef      = "DB_REF"
	fieldNumber   = "DB_T_NO"
	fieldAmount   = "DB_AMOUNT"
	fieldCurrency = "DB_CURR"
	fieldAccount  = "DB_ACC"
	fieldName     = "DB_NAME"
	fieldPurpose  = "DB_MSG"
	fieldMoment   = "DB_DATETIME"
	fieldExpires  = "DB_EXPIRES"
	fieldReturn   = "DB_RETURN"
	fieldNotify   = "DB_NOTIFY"
	fieldNonce    = "DB_NONCE"
	fieldStatus   = "DB_STATUS"
	fieldReason   = "DB_REASON"
	fieldMAC      = "DB_MAC"
	fieldAuto     = "DB_AUTO"
	fieldLanguage = "DB_LANG"
	fieldFont     = "DB_FS"
	fieldContrast = "DB_BM"
)

// prefix marks the fields of the protocol; others are not ours and ignored.
const prefix = "DB_"

// column is a signed field and the most characters that it may have.
type column struct {
	name string
	most int
}

func maxMAC() column { return column{fieldMAC, 100} }

// requestColumns are signed in what we send.
func requestColumns() []column {
	return []column{
		{fieldService, 4},
		{fieldVersion, 3},
		{fieldMerchant, 15},
		{fieldRef, 10},
		{fieldAmount, 12},
		{fieldCurrency, 3},
		{fieldAccount, 34},
		{fieldName, 70},
		{fieldPurpose, 140},
		{fieldMoment, 20},
		{fieldExpires, 20},
		{fieldReturn, 255},
		{fieldNotify, 255},
	}
}

func queryColumns() []column {
	return []column{
		{fieldService, 4}, {fieldVersion, 3}, {fieldMerchant, 15}, {fieldRef, 10}, {fieldNonce, 32}, {fieldMoment, 20},
	}
}

func answerColumns() []column {
	return []column{
		{fieldService, 4},
		{fieldVersion, 3},
		{fieldBank, 15},
		{fieldMerchant, 15},
		{fieldRef, 10},
		{fieldNonce, 32},
		{fieldMoment, 20},
		{fieldStatus, 4},
		{fieldNumber, 20},
		{fieldAmount, 12},
		{fieldCurrency, 3},
		{fieldAccount, 34},
		{fieldReason, 20},
	}
}

// messageColumns are signed in a message of the bank; nil when there is no such
// message. The answer to a query is none: it means something only beside the
// query's nonce.
func messageColumns(service string) []column {
	switch service {
	case serviceAccepted, servicePaid:
		return []column{
			{fieldService, 4},
			{fieldVersion, 3},
			{fieldBank, 15},
			{fieldMerchant, 15},
			{fieldRef, 10},
			{fieldNumber, 20},
			{fieldAmount, 12},
			{fieldCurrency, 3},
			{fieldAccount, 34},
			{fieldMoment, 20},
		}
	case serviceDeclined, serviceCancelled, serviceOther:
		return []column{
			{fieldService, 4},
			{fieldVersion, 3},
			{fieldBank, 15},
			{fieldMerchant, 15},
			{fieldRef, 10},
			{fieldReason, 20},
			{fieldMoment, 20},
		}
	}
	return nil
}

// resultOf is what a service of the bank means.
func resultOf(service string) (pay.Result, bool) {
	switch service {
	case serviceAccepted:
		return pay.ResultAccepted, true
	case servicePaid:
		return pay.ResultPaid, true
	case serviceDeclined:
		return pay.ResultDeclined, true
	case serviceCancelled:
		return pay.ResultCancelled, true
	case serviceOther:
		return pay.ResultOther, true
	}
	return pay.ResultNone, false
}
