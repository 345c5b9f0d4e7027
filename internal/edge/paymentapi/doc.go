// Package paymentapi is the JSON microservice that the portal's own e-services
// call (spec 002, chapter 2.10): seven methods by POST, whose errors are told
// in the headers MM-Error and MM-ErrorMessage.
//
// The caller is the portal's platform, which Identify makes sure of. MM_Cert in
// each message names the institution on whose behalf it acts; since a
// certificate is public, that alone proves nothing.
package paymentapi
