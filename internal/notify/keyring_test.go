package notify_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// sign lets the service of some steps be told by signed notices.
func sign(c *pay.Catalogue, n *pay.Notices, steps ...pay.StepCode) {
	for _, code := range steps {
		c.Steps[code].Notices = n
	}
}

func ring(c *pay.Catalogue, present, former []byte) *notify.Keyring {
	return notify.NewKeyring(&law{now: c, before: c}, present, former)
}

// Receivers hold these keys for years: they must never come out differently.
// They were computed apart from this program, with
// openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:0101… \
// -kdfopt info:'mm notice v1 VRAA SDEM11 1' HKDF, and openssl pkey for Ed25519.
func TestKeysStayTheSame(t *testing.T) {
	t.Parallel()
	c := paytest.Catalogue()
	sign(c, &pay.Notices{Scheme: pay.NoticeHMAC, Keys: []int{1, 12}}, "DEM11")
	sign(c, &pay.Notices{Scheme: pay.NoticeEd25519, Keys: []int{1}, Address: "https://example.lv/notices"}, "02Y70")
	got, err := ring(c, master(1), master(2)).Of(paytest.Owner)
	if err != nil {
		t.Fatal(err)
	}
	want := []notify.ServiceKeys{
		{
			Service: "S02Y70", Name: c.Steps["02Y70"].ServiceName, Scheme: pay.NoticeEd25519, Address: "https://example.lv/notices",
			Keys: []notify.ReceiverKey{{Number: 1, Text: "whpk_si0HJ/dH1L5WyGz4iHisqOcjQqxhnsZpfBk0KdVyNCM="}, {Number: 1, Text: "whpk_mQNQ3ChmU7zIIwbrLqWx0u+mj16+u7Xg3t/bZ+NWg2o=", Former: true}},
		},
		{
			Service: "SDEM11", Name: c.Steps["DEM11"].ServiceName, Scheme: pay.NoticeHMAC,
			Keys: []notify.ReceiverKey{
				{Number: 1, Text: "whsec_eEXaAvd3T+wLNB/9aUicWvPrYFLr9Lpveag+v+ypz4Y=", Secret: true},
				{Number: 12, Text: "whsec_EFyjrRdRoRhwSvf1VanYjNks1RAKa48mEIBqksAbdKc=", Secret: true},
				{Number: 1, Text: "whsec_DFWM+LrNG+EVBx9RFT7riKK4i+YXCaNNRPZxjISeR8Y=", Secret: true, Former: true},
				{Number: 12, Text: "whsec_EK+jX88l3dbCXBITHgffghoQg5sToLbYUUK6wBARcWg=", Secret: true, Former: true},
			},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// No two services, numbers, schemes, institutions or master keys share a key.
func TestKeysDiffer(t *testing.T) {
	t.Parallel()
	seen := make(map[string]string)
	for _, scheme := range []pay.NoticeScheme{pay.NoticeHMAC, pay.NoticeEd25519} {
		c := paytest.Catalogue()
		sign(c, &pay.Notices{Scheme: scheme, Keys: []int{1, 2}}, "DEM11", "02Y70", "RD001")
		c.Steps["RD001"].Service = "SDEM11" // as if it were not unique
		for _, owner := range []pay.InstitutionCode{paytest.Owner, paytest.Stranger} {
			services, err := ring(c, master(1), master(2)).Of(owner)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range services {
				for _, k := range s.Keys {
					whose := string(owner) + " " + string(s.Service) + " " + string(scheme)
					if other := seen[k.Text]; other != "" {
						t.Errorf("%s and %s have one key", whose, other)
					}
					seen[k.Text] = whose
				}
			}
		}
	}
	if want := 2 * 2 * (2*2 + 2); len(seen) != want {
		t.Errorf("%d keys, want %d", len(seen), want)
	}
}

func TestKeysWithoutAMasterKey(t *testing.T) {
	t.Parallel()
	c := paytest.Catalogue()
	if got, err := ring(c, nil, nil).Of(paytest.Owner); err != nil || len(got) != 0 {
		t.Errorf("nothing wants keys: %+v, %v", got, err)
	}
	sign(c, &pay.Notices{Scheme: pay.NoticeHMAC, Keys: []int{1}}, "DEM11")
	if got, err := ring(c, nil, nil).Of(paytest.Owner); !errors.Is(err, notify.ErrNoMasterKey) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := ring(c, nil, nil).Of(paytest.Stranger); err != nil || len(got) != 0 {
		t.Errorf("another's: %+v, %v", got, err)
	}
}
