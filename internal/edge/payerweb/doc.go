// Package payerweb is the web listener of MM: the pages on which people pay,
// and the addresses to which banks send them back.
//
// The stored state of a request decides which page is shown, never the address.
// Every action is a POST that answers with 303 to the request's one address;
// Back, refresh, a second tab and a second device therefore all end on the page
// that is true. Pages work without JavaScript, and without cookies too.
//
// What may be relied on: nothing here changes the state of a payment; the
// cashier does. No page shows more of the payer than a masked name and code. No
// address and no log line holds personal data. Only the bank returns accept a
// request that another site started.
package payerweb
