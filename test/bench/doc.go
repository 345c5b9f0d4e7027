// Command bench measures MM on this machine and prints each figure beside a
// floor that is measured in the same run: the same rows written without TLS
// and XML, and a bare handler behind the same TLS. Nothing in it fails on a
// time. The server runs as a process of its own; the load maker shares its
// processors with it.
//
//	go run ./test/bench -mm bin/mm
//	go run ./test/bench -mm bin/mm -fill 5000000 -rounds 5
package main
