package providertest

import (
	"bytes"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"viss.gov.lv/mm/pay"
)

// harmless reads a changed message: it must be refused, prove nothing, or mean
// what the original means.
func harmless(t *testing.T, b Bench, m pay.Message, original pay.Notice, change string) {
	t.Helper()
	n, err := b.Provider.Read(t.Context(), m)
	switch {
	case err != nil:
		if pay.CodeOf(err) != pay.CodeProviderMessage {
			t.Errorf("%s: error %v; want code %s", change, err, pay.CodeProviderMessage)
		}
		if n.Result != pay.ResultNone {
			t.Errorf("%s: refused, but says %s", change, n.Result)
		}
	case n.Result == pay.ResultNone:
	case meaning(n) != meaning(original):
		t.Errorf("%s: now means %q instead of %q", change, meaning(n), meaning(original))
	}
}

// each calls a test with every message that the bank can send.
func each(t *testing.T, b Bench, test func(m pay.Message, original pay.Notice)) {
	t.Helper()
	for _, result := range b.Results {
		for _, channel := range []pay.Channel{pay.ChannelBrowser, pay.ChannelServer} {
			m := b.Say(t, about(Word{Result: result, Channel: channel}))
			test(m, read(t, b, m))
		}
	}
}

func flipped(t *testing.T, b Bench) {
	each(t, b, func(m pay.Message, original pay.Notice) {
		text, parse := wire(m)
		for i := range len(text) {
			for _, mask := range []byte{0x01, 0x20, 0x80} {
				changed := []byte(text)
				changed[i] ^= mask
				harmless(t, b, parse(string(changed)), original, "changed: "+string(changed))
			}
		}
	})
}

func truncated(t *testing.T, b Bench) {
	each(t, b, func(m pay.Message, original pay.Notice) {
		text, parse := wire(m)
		for i := range len(text) {
			harmless(t, b, parse(text[:i]), original, "cut: "+text[:i])
			harmless(t, b, parse(text[i:]), original, "cut: "+text[i:])
		}
	})
}

// fields leaves out and repeats every field of a message that is a form.
func fields(t *testing.T, b Bench) {
	each(t, b, func(m pay.Message, original pay.Notice) {
		for _, name := range slices.Sorted(maps.Keys(m.Form)) {
			without := m
			without.Form = maps.Clone(m.Form)
			delete(without.Form, name)
			harmless(t, b, without, original, "without "+name)
			for _, other := range []string{m.Form.Get(name), "", "9999999.99", string(pay.NumberOf(9))} {
				twice := m
				twice.Form = maps.Clone(m.Form)
				twice.Form[name] = []string{m.Form.Get(name), other}
				harmless(t, b, twice, original, "twice "+name)
				twice.Form[name] = []string{other, m.Form.Get(name)}
				harmless(t, b, twice, original, "twice "+name)
				beside := m
				beside.Query = url.Values{name: {other}}
				harmless(t, b, beside, original, "also in the address: "+name)
			}
			replaced := m
			replaced.Form = maps.Clone(m.Form)
			replaced.Form[name] = []string{strings.Repeat("9", 1<<20)}
			harmless(t, b, replaced, original, "huge "+name)
		}
	})
}

func garbage(t *testing.T, b Bench) {
	noise := make([]byte, 4096)
	state := uint32(1)
	for i := range noise {
		state = state*1664525 + 1013904223
		noise[i] = byte(state >> 24)
	}
	many := url.Values{}
	for i := range 10_000 {
		many.Add(string(pay.NumberOf(uint64(i))), "x")
	}
	genuine := b.Say(t, about(Word{Result: pay.ResultPaid}))
	_, parse := wire(genuine)
	for name, m := range map[string]pay.Message{
		"nothing": {},
		"noise":   {Method: "POST", Body: noise, Form: url.Values{string(noise[:100]): {string(noise)}}},
		"parsed":  parse(string(noise)),
		"zeros":   parse(string(bytes.Repeat([]byte{0}, 1000))),
		"huge":    parse(strings.Repeat("A=%41&", 100_000)),
		"many":    {Method: "POST", Form: many},
	} {
		harmless(t, b, m, pay.Notice{}, name)
	}
}

func concurrent(t *testing.T, b Bench) {
	m := b.Say(t, about(Word{Result: pay.ResultPaid}))
	want := meaning(read(t, b, m))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			n, err := b.Provider.Read(t.Context(), m)
			if err != nil || meaning(n) != want {
				t.Errorf("Read = %q, %v; want %q", meaning(n), err, want)
			}
			if _, err := b.Provider.Start(t.Context(), Order()); err != nil {
				t.Errorf("Start: %v", err)
			}
		})
	}
	all.Wait()
}
