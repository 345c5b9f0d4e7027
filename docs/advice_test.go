package docs_test

import "viss.gov.lv/mm/pay"

// advice says what a caller does about each code. Every code has its row.
func advice() map[pay.Code]string {
	const (
		person = "Show it to whoever wrote the program: the same will fail again."
		again  = "Repeat after a pause, with the same `Idempotency-Key`."
	)
	return map[pay.Code]string{
		pay.CodeMalformed:        "Send whole XML or JSON in UTF-8; a quotation mark or a bracket is the usual cause.",
		pay.CodeMissing:          "Send the field that is named.",
		pay.CodeInvalid:          "The text says what was found and what would be right.",
		pay.CodeUnknownStep:      "Compare the code with your catalogue; another institution's step is unknown, too.",
		pay.CodeUnknownPosition:  "Compare with the step's price list; leading zeros do not matter.",
		pay.CodeWrongItem:        "Quantity where the position has a price, amount where the price is yours to give.",
		pay.CodeEmptyPriceList:   "Send at least one line. PHP sends none when a single row has no array around it.",
		pay.CodeZeroTotal:        "Nothing is to be paid: make no request.",
		pay.CodeAmountRange:      "Stay within the bounds that the text names; they stand in the catalogue.",
		pay.CodeExpiryPast:       "Send a later term, with its time zone.",
		pay.CodeNoActiveBank:     "Leave the list of banks out, or name one that the step has.",
		pay.CodeAddress:          "Send a whole address, with http:// or https://.",
		pay.CodeUnknownParent:    "Name a request of your own, or none.",
		pay.CodeUnsupported:      "Send a PaymentRequest; the other structures are kept beside one only.",
		pay.CodeTooLong:          "Shorten it to what the text names.",
		pay.CodeTooPrecise:       "Amounts to the cent, quantities to the millionth; round before you send. Floats are the usual cause.",
		pay.CodeTooManyLines:     "Put equal lines together, or make several requests.",
		pay.CodeListTooLong:      "Ask for a shorter span, or page by page.",
		pay.CodeListTooSlow:      "Ask for a shorter span of dates.",
		pay.CodeUnknownMember:    "Compare its spelling with the contract; what MM does not know it refuses, so that nothing is lost.",
		pay.CodeMessageTooLarge:  person,
		pay.CodeMessageForm:      "Send the Content-Type that the interface wants, in UTF-8, not compressed.",
		pay.CodeUnknownOperation: "Compare the name, the method and the address with the contract.",

		pay.CodeNoCertificate:      "Show your client certificate; a proxy of yours in between may have dropped it.",
		pay.CodeBadCertificate:     "The text says why: expired, revoked, or of another authority. Ask for a new one.",
		pay.CodeUnknownCertificate: "Give the operator the fingerprint that the text names.",
		pay.CodeForbidden:          "Ask the operator; this caller is not meant to do this.",
		pay.CodeTooManyCalls:       "Wait as long as `Retry-After` says, then repeat.",

		pay.CodeRequestNotFound: "Compare the identifier; another institution's request is not found, too.",
		pay.CodeNotFound:        "Compare the identifier or number; what belongs to another institution is not found, too.",
		pay.CodePaymentNotFound: "Compare the number; another institution's payment is not found, too.",

		pay.CodeIdempotencyConflict: "One key for each order: take a new one, or send what you sent the first time.",
		pay.CodeExpired:             "Make a new request.",
		pay.CodeAlreadyPaid:         "Read the status and deliver.",
		pay.CodeWithdrawn:           "Make a new request, if it is wanted again.",
		pay.CodeAttemptRunning:      "Wait: the payer is at a bank this moment. Read the status.",
		pay.CodeNotPossible:         "Read the present state; the text says what stands against it.",
		pay.CodeChanged:             "Read it again, and decide again.",
		pay.CodeNoDocument:          "There is one when the request is paid, unless you declined it.",

		pay.CodeProviderUnavailable: "Nothing: the payer is told, and takes another bank or comes back.",
		pay.CodeProviderMessage:     "Nothing: it is for the operator, and concerns a bank's message.",
		pay.CodeProviderNotOffered:  "Nothing: the payer chose what is no longer offered, and is shown what is.",

		pay.CodeInternal: again + " If it stays, tell the operator the request id and the time.",
		pay.CodeBusy:     again,
	}
}
