// Package notify sends the news that MM owes to others. There are three kinds of
// it: the call of ServerResponseUrl, a GET without a body, with the request's
// identifier in the address, which says no more than that the receiver should
// ask for the status (spec 002, chapter 2.3, steps 5 and 6); the signed notice,
// a POST that says what happened, to services that chose it; and the receipt
// that a payer asked for, by e-mail.
//
// A delivery is written in the transaction of the change that it is about ([Owe]
// for calls and notices, the cashier for receipts), so nothing is owed that did
// not happen and nothing happens untold. A [Deliverer] is the job handler that
// makes one try of any kind; the schedule and the log of tries are the same. It
// records a try after the answer, so a program killed between the two tries
// again: at least once, never not at all. A notice or receipt that is sent again
// is the same message, with the same identifier. Notices of one request are told
// in the order of its news. [Replay] lets deliveries be made once more.
//
// The addresses of institutions are the callers' to choose, so they are not
// trusted: a [Guard] looks at every address that is really dialled and keeps
// calls out of private networks. The addresses of payers are personal data: they
// are in no log, no result of a try and no attention item.
package notify
