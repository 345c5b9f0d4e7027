// Package invoicerest hands institutions the supporting documents of their
// payment requests (spec 002, chapters 2.5 and 2.6): as PDF, as data in XML, and
// as an e-invoice. Who calls is told by the client certificate.
package invoicerest
