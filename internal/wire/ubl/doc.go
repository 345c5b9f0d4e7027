// Package ubl writes invoices and credit notes of UBL 2.1 (OASIS) in the shape
// that Peppol BIS Billing 3.0 asks for, and checks them against the rules of
// the European standard (EN 16931-1) that say how their amounts and VAT
// categories hang together. It knows the part of the standard that a paid
// request needs: no allowances, no charges, one currency.
//
// The rules carry their published names, as in the validation artefacts of
// CEN/TC 434 and of OpenPeppol. Arithmetic is held exactly, where the artefacts
// allow a slack.
package ubl
