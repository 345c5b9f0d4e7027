package config

import "encoding/base64"

// Notifications is about signed notices, which services may choose in the
// catalogue in place of the calls to ServerResponseUrl.
type Notifications struct {
	// The secret that the keys of all services are derived from: 32 bytes or more,
	// in base64. Make it with `openssl rand -base64 32`, keep it in a file of its
	// own, `file:PATH`, or in a variable, `env:NAME`, and give all instances the
	// same. Without it notices wait, and `mm doctor` says so. Who has it can sign
	// as MM; a lost one means new keys for every service.
	MasterKey Secret `yaml:"masterKey"`

	// The former one, while receivers take up the keys of a new one: notices are
	// signed with the keys of both.
	PreviousMasterKey Secret `yaml:"previousMasterKey"`
}

// shortestMaster is as long as what is derived from it.
const shortestMaster = 32

// Master is the bytes of masterKey; nil when there is none. Load has checked it.
func (n Notifications) Master() []byte { return masterOf(n.MasterKey) }

// PreviousMaster is the bytes of previousMasterKey; nil when there is none.
func (n Notifications) PreviousMaster() []byte { return masterOf(n.PreviousMasterKey) }

// masterOf is the secret's bytes; nil when it is none.
func masterOf(s Secret) []byte {
	master, err := base64.StdEncoding.DecodeString(s.Reveal())
	if err != nil || len(master) < shortestMaster {
		return nil
	}
	return master
}

func (r *reader) checkNotifications(n Notifications) {
	for _, k := range []struct {
		path string
		key  Secret
	}{{"notifications.masterKey", n.MasterKey}, {"notifications.previousMasterKey", n.PreviousMasterKey}} {
		if k.key.Reveal() != "" && masterOf(k.key) == nil && !r.broken(k.path) {
			r.fault(k.path, "want %d bytes or more in base64, as `openssl rand -base64 %d` makes them", shortestMaster, shortestMaster)
		}
	}
	if n.PreviousMasterKey.Reveal() == "" {
		return
	}
	switch {
	case n.MasterKey.Reveal() == "" && !r.broken("notifications.masterKey"):
		r.fault("notifications.masterKey", "missing; there is a previous one without it")
	case n.MasterKey.Equal(n.PreviousMasterKey):
		r.fault("notifications.previousMasterKey", "the same as notifications.masterKey; set it to the former one, or leave it away")
	}
}
