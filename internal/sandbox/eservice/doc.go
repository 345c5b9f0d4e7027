// Package eservice is a sample e-service of an institution: it makes payment
// requests over MM's SOAP service with a client certificate, sends the payer to
// MM, takes MM's notices and asks for the status, and shows each step of it. It
// is what an integrator has to write, in small. What it knows lives in memory,
// within bounds.
package eservice
