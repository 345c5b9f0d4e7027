// Package paytest holds what tests of every package need of the domain: a
// clock that moves when it is told to, identifiers and numbers that come out
// the same every time, a sample catalogue in code, the drafts of the published
// samples, requests made of them, and a store in memory.
//
// A [World] holds one of each. It is safe for concurrent use.
package paytest
