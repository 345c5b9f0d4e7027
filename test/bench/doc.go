// Command bench measures MM on this machine and prints each figure beside a
// floor that is measured in the same run: the same rows written without TLS
// and XML, a bare handler behind the same TLS, a bare query. Nothing in it
// fails on a time. The server runs as a process of its own; the load maker
// shares its processors with it.
//
// Kinds of calls take turns in rounds, and a ratio is the median of those of
// the rounds, with the least and the most. The processor time of a call (of
// the callers, the server, and PostgreSQL's processes for the database) says
// more than its rate when the machine does other things, too.
//
//	go run ./test/bench -mm bin/mm
//	go run ./test/bench -mm bin/mm -only Status -profiles DIR
//
// With -fill, an empty store is compared with one of so many requests, and
// lists of many kinds are timed until their first hundred rows:
//
//	go run ./test/bench -mm bin/mm -fill 5000000 -rounds 5 -dir DIR
//
// The requests are spread over a year. Of each 500, one is another
// institution's and one has an amount of its own; 5 % are open, 5 % have
// expired, the rest are paid. The first block is written by the store, its
// copies are made by the database.
package main
