// Package storetest is the suite that every store passes, with what tests of
// stores need: sample requests, and a throw-away PostgreSQL server.
package storetest
