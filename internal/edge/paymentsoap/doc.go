// Package paymentsoap is the published PaymentRequestService: institutions
// call it over SOAP with a client certificate (spec 002, chapters 2.3 and 2.4).
//
// It is lenient in what it takes and strict in what it sends. A call is told
// by the first element of the Body; members are found by their local names, in
// any order and namespace, and lists in all the spellings that real clients
// write. What it sends is exactly what the WSDL says, in that order, because
// some clients silently see nothing in anything else. It judges no content:
// that is package pay's, so that every interface gives the same verdict.
package paymentsoap
