// Package payer walks MM's pages and the demo bank's as a payer's browser
// would: with cookies, without scripts, reading forms and pressing buttons. It
// is for programs that want a payment request paid, so it knows the pages by
// their forms and not by their words:
//
//   - the field in which a provider is chosen is named "method" or "provider",
//     the one that names the payment "payment";
//   - a form that posts to another host hands the payer over, and a link whose
//     path ends in "handover" leads to it;
//   - the buttons of the bank's page are named "outcome";
//   - a form of the bank that posts to MM's host leads back.
package payer
