// Package sandbox puts the stand-ins together: the demo bank, the mail server,
// the sample e-service, and the driver with which a script can play payer and
// clock. It stands opposite to MM and knows it by its wire only; it shares no
// code with the parts that it tests (no pay, no provider, no cashier).
//
// It opens no sockets and reads no clock: app serves SandboxHandler,
// EServiceHandler, MailHandler and ServeMail, hands in both clocks and calls
// Run.
package sandbox
