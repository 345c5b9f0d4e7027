// Package jobs does work when it is due: expiry, the ends of holds, polling,
// deliveries, retention.
//
// A job is a row that the store commits together with the change that caused
// it (pay.Tx.SetJob), so no work is owed that nobody knows of. A [Runner] takes
// due rows under a lease, runs the handler of their kind, and writes down when
// the job is due again, or that it is done. Any number of runners share the
// work through the store alone. What a killed one had in hand is due again
// when its lease ends, so a handler may see the same job twice and must look
// at the state of the thing before it acts.
//
// Work that must not wait for other work is in another lane. A runner never
// has more than PerLane jobs of one lane in hand, and PerLane is less than
// Workers, so a lane whose jobs are slow delays only itself.
package jobs
