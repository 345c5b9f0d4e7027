package pay

// Code names a refusal for programs. Codes are stable: a published one never
// changes its meaning. The table of the real module is not public, so these
// are ours, and the configuration can rename them at the edges.
type Code string

// The codes. The hundreds group them: 1 the request's content, 2 the caller,
// 3 not found, 4 state, 5 providers, 9 MM itself.
const (
	CodeMalformed        Code = "MM100"
	CodeMissing          Code = "MM101"
	CodeInvalid          Code = "MM102"
	CodeUnknownStep      Code = "MM103"
	CodeUnknownPosition  Code = "MM104"
	CodeWrongItem        Code = "MM105"
	CodeEmptyPriceList   Code = "MM106"
	CodeZeroTotal        Code = "MM107"
	CodeAmountRange      Code = "MM108"
	CodeExpiryPast       Code = "MM109"
	CodeNoActiveBank     Code = "MM110"
	CodeAddress          Code = "MM111"
	CodeUnknownParent    Code = "MM112"
	CodeUnsupported      Code = "MM113"
	CodeTooLong          Code = "MM114"
	CodeTooPrecise       Code = "MM115"
	CodeTooManyLines     Code = "MM116"
	CodeListTooLong      Code = "MM117"
	CodeListTooSlow      Code = "MM118"
	CodeUnknownMember    Code = "MM119"
	CodeMessageTooLarge  Code = "MM120"
	CodeMessageForm      Code = "MM121"
	CodeUnknownOperation Code = "MM122"

	CodeNoCertificate      Code = "MM201"
	CodeBadCertificate     Code = "MM202"
	CodeUnknownCertificate Code = "MM203"
	CodeForbidden          Code = "MM204"
	CodeTooManyCalls       Code = "MM205"

	CodeRequestNotFound Code = "MM301"
	CodePaymentNotFound Code = "MM302"
	CodeNotFound        Code = "MM303"

	CodeIdempotencyConflict Code = "MM401"
	CodeExpired             Code = "MM402"
	CodeAlreadyPaid         Code = "MM403"
	CodeWithdrawn           Code = "MM404"
	CodeAttemptRunning      Code = "MM405"
	CodeNotPossible         Code = "MM406"
	CodeNoDocument          Code = "MM407"
	CodeChanged             Code = "MM408"

	CodeProviderUnavailable Code = "MM501"
	CodeProviderMessage     Code = "MM502"
	CodeProviderNotOffered  Code = "MM503"

	CodeInternal Code = "MM900"
	CodeBusy     Code = "MM901"
)

// CodeInfo is one row of the published table of codes.
type CodeInfo struct {
	Code   Code
	Kind   Kind
	LV, EN string
}

// Codes is the whole table, in order.
func Codes() []CodeInfo {
	return []CodeInfo{
		{CodeMalformed, Invalid, "Ziņojumu nevar nolasīt.", "The message cannot be read."},
		{CodeMissing, Invalid, "Obligāts lauks nav aizpildīts.", "A mandatory field is missing."},
		{CodeInvalid, Invalid, "Lauka vērtība nav derīga.", "The value of the field is not valid."},
		{CodeUnknownStep, Invalid, "Pakalpojuma solis iestādei nav reģistrēts.", "The service step is not registered for the institution."},
		{CodeUnknownPosition, Invalid, "Pakalpojuma soļa cenrādī šādas pozīcijas nav.", "The price list of the service step has no such position."},
		{CodeWrongItem, Invalid, "ItemElementName neatbilst cenrāža pozīcijai.", "ItemElementName does not fit the price-list position."},
		{CodeEmptyPriceList, Invalid, "Cenrādī nav nevienas pozīcijas.", "The price list holds no position."},
		{CodeZeroTotal, Invalid, "Apmaksājamajai summai jābūt lielākai par nulli.", "The total must be greater than zero."},
		{CodeAmountRange, Invalid, "Summa vai daudzums ir ārpus atļautajām robežām.", "The amount or quantity is out of range."},
		{CodeExpiryPast, Invalid, "Apmaksas termiņš jau ir pagājis.", "The payment term has already passed."},
		{CodeNoActiveBank, Invalid, "Neviens no norādītajiem apmaksas nodrošinātājiem šim solim nav pieejams.", "None of the given payment providers is available for this step."},
		{CodeAddress, Invalid, "Adresei jābūt pilnai http vai https adresei.", "The address must be a complete http or https address."},
		{CodeUnknownParent, Invalid, "Saistītais maksāšanas pieprasījums nav atrasts.", "The parent payment request was not found."},
		{CodeUnsupported, Invalid, "Bez PaymentRequest šo struktūru nevar apstrādāt.", "Without a PaymentRequest this structure cannot be processed."},
		{CodeTooLong, Invalid, "Lauka vērtība ir par garu.", "The value of the field is too long."},
		{CodeTooPrecise, Invalid, "Skaitlim ir pārāk daudz zīmju aiz decimālpunkta.", "The number has too many decimal places."},
		{CodeTooManyLines, Invalid, "Cenrādī ir pārāk daudz pozīciju.", "The price list holds too many positions."},
		{CodeListTooLong, Invalid, "Saraksts ir pārāk garš.", "The list is too long."},
		{CodeListTooSlow, Invalid, "Sarakstu neizdevās sagatavot atvēlētajā laikā.", "The list could not be made in the time there is."},
		{CodeUnknownMember, Invalid, "Šādu lauku saskarne nepazīst.", "The interface does not know this field."},
		{CodeMessageTooLarge, TooLarge, "Ziņojums ir par lielu.", "The message is too large."},
		{CodeMessageForm, Invalid, "Ziņojuma veidu vai kodējumu nevar apstrādāt.", "The form or encoding of the message is not supported."},
		{CodeUnknownOperation, Invalid, "Šādas darbības nav.", "There is no such operation."},

		{CodeNoCertificate, Unauthenticated, "Nepieciešams klienta sertifikāts.", "A client certificate is required."},
		{CodeBadCertificate, Unauthenticated, "Klienta sertifikāts nav derīgs.", "The client certificate is not valid."},
		{CodeUnknownCertificate, Forbidden, "Klienta sertifikāts nav reģistrēts nevienai iestādei.", "The client certificate is not registered for any institution."},
		{CodeForbidden, Forbidden, "Darbība nav atļauta.", "The operation is not allowed."},
		{CodeTooManyCalls, RateLimited, "Pārāk daudz izsaukumu. Mēģiniet vēlāk.", "Too many calls. Try again later."},

		{CodeRequestNotFound, NotFound, "Maksāšanas pieprasījums nav atrasts.", "The payment request was not found."},
		{CodePaymentNotFound, NotFound, "Maksājums nav atrasts.", "The payment was not found."},
		{CodeNotFound, NotFound, "Šādā adresē nekā nav.", "There is nothing at this address."},

		{CodeIdempotencyConflict, Conflict, "Ar šo Idempotency-Key jau ir saņemts cits saturs.", "This Idempotency-Key was already used with other content."},
		{CodeExpired, Ended, "Apmaksas termiņš ir beidzies.", "The payment term has ended."},
		{CodeAlreadyPaid, Conflict, "Maksāšanas pieprasījums jau ir apmaksāts.", "The payment request is already paid."},
		{CodeWithdrawn, Ended, "Maksāšanas pieprasījums ir atsaukts.", "The payment request was withdrawn."},
		{CodeAttemptRunning, Conflict, "Maksājums jau ir sākts.", "A payment has already been started."},
		{CodeNotPossible, Conflict, "Pašreizējā stāvoklī darbība nav iespējama.", "The operation is not possible in the present state."},
		{CodeNoDocument, Conflict, "Maksāšanas pieprasījumam nav attaisnojuma dokumenta.", "The payment request has no supporting document."},
		{CodeChanged, Conflict, "Stāvoklis ir mainījies.", "The state has changed."},

		{CodeProviderUnavailable, Unavailable, "Apmaksas nodrošinātājs pašlaik nav pieejams.", "The payment provider is not available at the moment."},
		{CodeProviderMessage, Invalid, "Apmaksas nodrošinātāja ziņojumu nevar pārbaudīt.", "The payment provider's message cannot be verified."},
		{CodeProviderNotOffered, Invalid, "Šis apmaksas veids netiek piedāvāts.", "This payment method is not offered."},

		{CodeInternal, Internal, "Pakalpojumā radās kļūda.", "There is a problem with the service."},
		{CodeBusy, Unavailable, "Pakalpojums īslaicīgi nav pieejams. Mēģiniet vēlreiz.", "The service is unavailable for a moment. Try again."},
	}
}

func (c Code) info() CodeInfo {
	for _, row := range Codes() {
		if row.Code == c {
			return row
		}
	}
	return CodeInfo{Code: c, Kind: Internal, LV: "Pakalpojumā radās kļūda.", EN: "There is a problem with the service."}
}

// Kind is the kind of the code; Internal for a code that is not in the table.
func (c Code) Kind() Kind { return c.info().Kind }

func (c Code) text(l Language) string {
	if l == English {
		return c.info().EN
	}
	return c.info().LV
}
