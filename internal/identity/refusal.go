package identity

import (
	"time"

	"viss.gov.lv/mm/pay"
)

func noCertificate() error { return pay.Fail(pay.CodeNoCertificate, nil) }

// notRegistered shows the fingerprint, so that the caller can send it to
// whoever keeps the catalogue.
func notRegistered(f pay.Fingerprint) error {
	return &pay.Error{Code: pay.CodeUnknownCertificate, Want: pay.Want{
		LV: "Sertifikāta SHA-256 nospiedums: " + f.String() + ".",
		EN: "Its SHA-256 fingerprint is " + f.String() + ".",
	}}
}

func bad(cause error, lv, en string) error {
	return &pay.Error{Code: pay.CodeBadCertificate, Want: pay.Want{LV: lv, EN: en}, Err: cause}
}

func unreadable(cause error) error {
	return bad(cause, "Sertifikātu nevar nolasīt.", "It cannot be read.")
}

func expired(until time.Time) error {
	day := until.UTC().Format(time.RFC3339)
	return bad(nil, "Tā derīguma termiņš ir beidzies ("+day+").", "It has expired ("+day+").")
}

func notYetValid(from time.Time) error {
	day := from.UTC().Format(time.RFC3339)
	return bad(nil, "Tas vēl nav stājies spēkā ("+day+").", "It is not valid yet ("+day+").")
}

func revoked() error { return bad(nil, "Tas ir atsaukts.", "It has been revoked.") }

func unknownAuthority(cause error) error {
	return bad(cause, "Tā izdevējs nav uzticamo izdevēju sarakstā.", "Its issuer is not among the trusted authorities.")
}

func wrongUsage(cause error) error {
	return bad(cause, "Tas nav paredzēts klienta autentifikācijai.", "It is not meant for client authentication.")
}
