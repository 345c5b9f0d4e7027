// Package notify sends the news that MM owes to others. Today that is the call
// of ServerResponseUrl: a GET without a body, with the request's identifier in
// the address, which says no more than that the receiver should ask for the
// status (spec 002, chapter 2.3, steps 5 and 6).
//
// [Owe] writes a delivery in the transaction of the change that it is about, so
// nothing is owed that did not happen and nothing happens untold. A
// [Deliverer] is the job handler that makes the calls. It records a try after
// the answer, so a program killed between the two calls again: at least once,
// never not at all.
//
// The addresses are the callers' to choose, so they are not trusted: a [Guard]
// looks at every address that is really dialled and keeps calls out of private
// networks.
package notify
