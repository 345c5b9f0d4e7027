package providertest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/pay"
)

// Run runs the whole suite. Bench is called for each test and may be called
// concurrently.
func Run(t *testing.T, bench func(t *testing.T) Bench) {
	t.Helper()
	for _, part := range []struct {
		name string
		run  func(*testing.T, Bench)
	}{
		{"terms", terms},
		{"start is repeatable", startRepeats},
		{"a hand-over carries no secret", noSecret},
		{"every result is understood", results},
		{"the same news is known again", sameNews},
		{"other news is other news", otherNews},
		{"a forged message is refused", forged},
		{"a message for another merchant is refused", otherMerchant},
		{"an unsigned return proves nothing", unsigned},
		{"no byte can be changed", flipped},
		{"no message can be cut", truncated},
		{"no field can be left out or said twice", fields},
		{"garbage is refused", garbage},
		{"another amount, currency or account pays nothing", differing},
		{"repeated and out of order", life},
		{"concurrent use", concurrent},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			part.run(t, bench(t))
		})
	}
}

func terms(t *testing.T, b Bench) {
	got := b.Provider.Terms()
	if got.Code == "" || got.SentHold <= 0 || got.AcceptedHold <= 0 || got.PollEvery < 0 {
		t.Errorf("Terms() = %+v; want a code and positive holds", got)
	}
	if _, polls := b.Provider.(pay.Poller); got.PollEvery > 0 && !polls {
		t.Error("the terms ask to be polled, but the provider cannot be asked")
	}
}

func start(t *testing.T, b Bench) pay.Handover {
	t.Helper()
	h, err := b.Provider.Start(t.Context(), Order())
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	if h.URL == "" {
		t.Fatal("Start gives no address")
	}
	return h
}

func startRepeats(t *testing.T, b Bench) {
	if diff := cmp.Diff(start(t, b), start(t, b)); diff != "" {
		t.Errorf("the same order, another hand-over (-first +second):\n%s", diff)
	}
}

func noSecret(t *testing.T, b Bench) {
	if len(b.Secrets) == 0 {
		t.Fatal("the bench names no secret to look for")
	}
	text, err := json.Marshal(start(t, b))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range b.Secrets {
		for name, form := range map[string][]byte{
			"raw": secret, "hex": []byte(hex.EncodeToString(secret)),
			"base64":     []byte(base64.RawStdEncoding.EncodeToString(secret)),
			"base64 URL": []byte(base64.RawURLEncoding.EncodeToString(secret)),
		} {
			if bytes.Contains(bytes.ToLower(text), bytes.ToLower(form)) {
				t.Errorf("the hand-over holds a secret, %s", name)
			}
		}
	}
}

// read reads a message that must be understood.
func read(t *testing.T, b Bench, m pay.Message) pay.Notice {
	t.Helper()
	n, err := b.Provider.Read(t.Context(), m)
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return n
}

// refused reads a message that nobody may believe.
func refused(t *testing.T, b Bench, m pay.Message) {
	t.Helper()
	n, err := b.Provider.Read(t.Context(), m)
	if pay.CodeOf(err) != pay.CodeProviderMessage {
		t.Errorf("Read = %+v, %v; want an error of code %s", n, err, pay.CodeProviderMessage)
	}
	if n.Result != pay.ResultNone || n.Key != "" || n.Amount != (pay.Money{}) {
		t.Errorf("a refused message says %+v", n)
	}
}

func results(t *testing.T, b Bench) {
	for _, result := range b.Results {
		w := about(Word{Result: result})
		n := read(t, b, b.Say(t, w))
		if n.Result != result || n.Ref != w.Ref {
			t.Errorf("%s was read as %s of %s", result, n.Result, n.Ref)
		}
		if n.Key == "" {
			t.Errorf("%s has no key", result)
		}
		if n.Provider != b.Provider.Terms().Code {
			t.Errorf("%s names the provider %q", result, n.Provider)
		}
	}
	w := about(Word{Result: pay.ResultPaid})
	n := read(t, b, b.Say(t, w))
	if b.Echoes.Amount && n.Amount.Minor != w.Amount.Minor || b.Echoes.Currency && n.Amount.Currency != w.Amount.Currency {
		t.Errorf("paid %v was read as %v", w.Amount, n.Amount)
	}
	if b.Echoes.Account && n.Account != w.Account {
		t.Errorf("paid to %q was read as %q", w.Account, n.Account)
	}
	if n.ProviderRef != w.ProviderRef {
		t.Errorf("the provider's number %q was read as %q", w.ProviderRef, n.ProviderRef)
	}
}

func sameNews(t *testing.T, b Bench) {
	for _, result := range b.Results {
		byBrowser := read(t, b, b.Say(t, about(Word{Result: result})))
		byServer := read(t, b, b.Say(t, about(Word{Result: result, Channel: pay.ChannelServer})))
		if meaning(byBrowser) != meaning(byServer) {
			t.Errorf("%s means %q by browser and %q by server", result, meaning(byBrowser), meaning(byServer))
		}
	}
}

func otherNews(t *testing.T, b Bench) {
	words := []Word{
		{Result: pay.ResultPaid},
		{Result: pay.ResultPaid, Ref: pay.NumberOf(8)},
		{Result: pay.ResultPaid, ProviderRef: "2026112200018"},
	}
	for _, result := range b.Results {
		if result != pay.ResultPaid {
			words = append(words, Word{Result: result})
		}
	}
	if b.Echoes.Amount {
		words = append(words, Word{Result: pay.ResultPaid, Amount: pay.EUR(1)})
	}
	keys := map[string]Word{}
	for _, w := range words {
		key := read(t, b, b.Say(t, about(w))).Key
		if other, taken := keys[key]; taken {
			t.Errorf("%+v and %+v have the same key %q", w, other, key)
		}
		keys[key] = w
	}
}

func forged(t *testing.T, b Bench) {
	for _, result := range b.Results {
		refused(t, b, b.Forge(t, about(Word{Result: result})))
	}
}

func otherMerchant(t *testing.T, b Bench) {
	if !b.Echoes.Merchant {
		t.Skip("the protocol's messages do not name the merchant")
	}
	refused(t, b, b.Say(t, about(Word{Result: pay.ResultPaid, Merchant: "SOMEBODY"})))
}

func unsigned(t *testing.T, b Bench) {
	if b.Unsigned == nil {
		t.Skip("the protocol has no unsigned return")
	}
	n := read(t, b, b.Unsigned(t, Order().Ref))
	if n.Result != pay.ResultNone || n.Ref != Order().Ref {
		t.Errorf("an unsigned return was read as %q of %q", n.Result, n.Ref)
	}
}
