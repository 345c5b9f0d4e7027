package notify

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/wire/webhook"
	"viss.gov.lv/mm/pay"
)

// Catalogue tells how services want to be told.
type Catalogue interface {
	Current() *pay.Catalogue
	// AsOf is the catalogue that was in force at a moment; an empty one when there
	// was none.
	AsOf(ctx context.Context, at time.Time) (*pay.Catalogue, error)
}

// Keyring derives the keys that notices are signed with. Of a master key, an
// institution, a service and a number there is one key of each scheme, always
// the same, so that nothing secret lies in the catalogue or in the database. It
// is safe for concurrent use.
type Keyring struct {
	masters   [][]byte // the present one first; none: nothing can be signed
	catalogue Catalogue
}

// NewKeyring makes a Keyring. Without a master key nothing can be signed;
// previous is the former one while receivers take up the keys of the present
// one, else nil.
func NewKeyring(c Catalogue, master, previous []byte) *Keyring {
	k := &Keyring{catalogue: c}
	for _, m := range [][]byte{master, previous} {
		if len(m) > 0 {
			k.masters = append(k.masters, m)
		}
	}
	return k
}

// What keeps a notice from being signed, in words for the log of tries.
var (
	// ErrNoMasterKey: the installation has none.
	ErrNoMasterKey = errors.New("cannot be signed: notifications.masterKey is not configured")
	errNoScheme    = errors.New("cannot be signed: the catalogue does not say how")
)

// ServiceKeys are the keys of a service that is told by signed notices.
type ServiceKeys struct {
	Service pay.ServiceCode
	Name    pay.Text
	Scheme  pay.NoticeScheme
	Address string // where the notices go; empty: to each request's ServerResponseUrl
	Keys    []ReceiverKey
}

// ReceiverKey is what an institution verifies notices with.
type ReceiverKey struct {
	Number int
	Text   string // whsec_…, a secret, or whpk_…, a public key, as libraries want it
	Secret bool   // Text must be kept as one
	Former bool   // derived from the former master key: it goes with it
}

// Of lists the services of an institution that are told by signed notices, with
// the keys that sign now; ErrNoMasterKey when there can be none.
func (k *Keyring) Of(owner pay.InstitutionCode) ([]ServiceKeys, error) {
	services := make(map[pay.ServiceCode]*pay.Step)
	for _, s := range k.catalogue.Current().Steps {
		if s.Institution == owner && s.Notices != nil {
			services[s.Service] = s // its steps share how it is told
		}
	}
	if len(services) > 0 && len(k.masters) == 0 {
		return nil, ErrNoMasterKey
	}
	var all []ServiceKeys
	for _, code := range slices.Sorted(maps.Keys(services)) {
		s := services[code]
		keys := ServiceKeys{Service: code, Name: s.ServiceName, Scheme: s.Notices.Scheme, Address: s.Notices.Address}
		for i := range k.masters {
			for _, number := range s.Notices.Keys {
				key, err := k.derive(i, s, number)
				if err != nil {
					return nil, err
				}
				keys.Keys = append(keys.Keys, ReceiverKey{
					Number: number, Text: key.Receiver(), Secret: key.Scheme() == webhook.HMAC, Former: i > 0,
				})
			}
		}
		all = append(all, keys)
	}
	return all, nil
}

// told is how the service of a request is told of news that became owed at a
// moment, and the keys that sign for it: as it wants now, so that what waits is
// signed with the keys that its receiver has now, and goes where it is now. A
// service that has gone back to bare calls is told of what was owed before as it
// wanted then.
func (k *Keyring) told(ctx context.Context, r *pay.Request, owed time.Time) (*pay.Notices, []webhook.Key, error) {
	s, err := k.noticed(ctx, r, owed)
	if err != nil {
		return nil, nil, err
	}
	if len(k.masters) == 0 {
		return nil, nil, ErrNoMasterKey
	}
	var keys []webhook.Key
	for i := range k.masters {
		for _, number := range s.Notices.Keys {
			key, err := k.derive(i, s, number)
			if err != nil {
				return nil, nil, err
			}
			keys = append(keys, key)
		}
	}
	return s.Notices, keys, nil
}

// behindImport is more than an instance may be behind an import: what it wrote
// down in that time it did by the version before.
const behindImport = time.Minute

// noticed finds the step of a request in the newest catalogue by which its
// service is told by notices.
func (k *Keyring) noticed(ctx context.Context, r *pay.Request, owed time.Time) (*pay.Step, error) {
	if s, ok := k.catalogue.Current().Step(r.Institution, r.Step); ok && s.Notices != nil {
		return s, nil
	}
	for _, at := range []time.Time{owed, owed.Add(-behindImport)} {
		then, err := k.catalogue.AsOf(ctx, at)
		if err != nil {
			return nil, fmt.Errorf("how the service of step %s of %s wanted to be told: %w", r.Step, r.Institution, err)
		}
		if s, ok := then.Step(r.Institution, r.Step); ok && s.Notices != nil {
			return s, nil
		}
	}
	return nil, errNoScheme
}

// keyBytes is the length of a secret and of a seed.
const keyBytes = 32

// derive makes one key (RFC 5869, with SHA-256). What it is for stands in the
// info, so that no two services, numbers or schemes have the same: codes of the
// catalogue hold no space.
func (k *Keyring) derive(master int, s *pay.Step, number int) (webhook.Key, error) {
	scheme := s.Notices.Scheme
	info := strings.Join([]string{"mm notice", string(scheme), string(s.Institution), string(s.Service), strconv.Itoa(number)}, " ")
	secret, err := hkdf.Key(sha256.New, k.masters[master], nil, info, keyBytes)
	if err != nil {
		return webhook.Key{}, fmt.Errorf("derive key %d of service %s: %w", number, s.Service, err)
	}
	switch scheme {
	case pay.NoticeHMAC:
		return webhook.NewHMAC(secret)
	case pay.NoticeEd25519:
		return webhook.NewEd25519(secret)
	}
	return webhook.Key{}, fmt.Errorf("service %s: this version does not know the scheme %q", s.Service, scheme)
}
