package app

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
)

// NoticeKeys prints what an institution verifies its signed notices with, to be
// handed over; a service narrows it when it is not empty.
func (o *Operator) NoticeKeys(w io.Writer, institution, service string) error {
	owner := pay.InstitutionCode(institution)
	services, err := o.keyring.Of(owner)
	if errors.Is(err, notify.ErrNoMasterKey) {
		return errors.New("notifications.masterKey is not configured: there are no keys without it")
	}
	if err != nil {
		return err
	}
	secret, shown := false, 0
	for _, s := range services {
		if service != "" && s.Service != pay.ServiceCode(service) {
			continue
		}
		shown++
		fmt.Fprintf(w, "%s, %s (%s), to %s\n", s.Service, s.Name.LV, schemeInWords(s.Scheme), noticesGoTo(s.Address))
		t := table(w)
		for _, k := range s.Keys {
			secret = secret || k.Secret
			fmt.Fprintf(t, "  key %d\t%s%s\n", k.Number, k.Text, ofFormer(k.Former))
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	if shown == 0 {
		return noNoticeKeys(owner, services)
	}
	if secret {
		fmt.Fprintln(w, "\nwhsec_… is a secret: whoever has it can sign as MM. Hand it over so that nobody else reads it, and not by e-mail.")
	}
	_, err = fmt.Fprintln(w, "Each notice is signed with every key listed for its service; a receiver needs one of them.")
	return err
}

// noNoticeKeys says why there is nothing to hand over.
func noNoticeKeys(owner pay.InstitutionCode, services []notify.ServiceKeys) error {
	if len(services) == 0 {
		return fmt.Errorf("no service of %s is told by signed notices, or there is no such institution: mm catalogue export shows both", owner)
	}
	codes := make([]string, len(services))
	for i, s := range services {
		codes[i] = string(s.Service)
	}
	return fmt.Errorf("of %s only these are told by signed notices: %s", owner, strings.Join(codes, ", "))
}

func schemeInWords(s pay.NoticeScheme) string {
	if s == pay.NoticeEd25519 {
		return "v1a, public key"
	}
	return string(s) + ", shared secret"
}

func noticesGoTo(address string) string {
	if address == "" {
		return "each request's ServerResponseUrl"
	}
	return address
}

func ofFormer(former bool) string {
	if former {
		return "\tof the former master key: valid until that one is taken away"
	}
	return ""
}
