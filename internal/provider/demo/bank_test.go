package demo_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"
	"unicode/utf8"

	"viss.gov.lv/mm/internal/provider/demo"
	"viss.gov.lv/mm/internal/provider/providertest"
	"viss.gov.lv/mm/pay"
)

// Keys that anybody may know: the seeds are 32 equal bytes.
func key(b byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, 32)) }

func ourKey() ed25519.PrivateKey  { return key(1) }
func bankKey() ed25519.PrivateKey { return key(2) }

func machineNow() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) }

func config() demo.Config {
	return demo.Config{
		Code: "DEMO0000", Address: "http://127.0.0.1:9/bank", Merchant: "MM", Key: ourKey(),
		Bank: "DEMOBANKA", BankKey: bankKey().Public().(ed25519.PublicKey),
		HTTP: &http.Client{}, Machine: pay.ClockFunc(machineNow), Entropy: bytes.NewReader(make([]byte, 1<<10)),
	}
}

func provider(t *testing.T, c demo.Config) *demo.Provider {
	t.Helper()
	p, err := demo.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// pair is a field of a message with its value.
type pair struct{ name, value string }

// signed is a form of the bank, signed over the pairs in their order: written
// from docs/protocol/demo-bank.md and not with the package's own code.
func signed(key ed25519.PrivateKey, pairs []pair) url.Values {
	form := url.Values{}
	for _, p := range pairs {
		form.Set(p.name, p.value)
	}
	form.Set("DB_MAC", base64.StdEncoding.EncodeToString(ed25519.Sign(key, []byte(row(pairs)))))
	return form
}

func row(pairs []pair) string {
	var row string
	for _, p := range pairs {
		row += fmt.Sprintf("%03d", utf8.RuneCountInString(p.value)) + p.value
	}
	return row
}

// say makes a message of the bank for the suite.
func say(key ed25519.PrivateKey, w providertest.Word) pay.Message {
	merchant := "MM"
	if w.Merchant != "" {
		merchant = w.Merchant
	}
	service := map[pay.Result]string{
		pay.ResultAccepted: "2110", pay.ResultPaid: "2111", pay.ResultDeclined: "2190", pay.ResultCancelled: "2191", pay.ResultOther: "2199",
	}[w.Result]
	pairs := []pair{
		{"DB_SERVICE", service}, {"DB_VERSION", "001"}, {"DB_SND", "DEMOBANKA"}, {"DB_MERCHANT", merchant}, {"DB_REF", string(w.Ref)},
	}
	if w.Result == pay.ResultAccepted || w.Result == pay.ResultPaid {
		pairs = append(pairs, pair{"DB_T_NO", w.ProviderRef}, pair{"DB_AMOUNT", w.Amount.String()},
			pair{"DB_CURR", string(w.Amount.Currency)}, pair{"DB_ACC", w.Account})
	} else {
		pairs = append(pairs, pair{"DB_REASON", w.Reason})
	}
	form := signed(key, append(pairs, pair{"DB_DATETIME", "2026-11-22T08:01:00Z"}))
	form.Set("DB_LANG", "LAT")
	if w.Channel == pay.ChannelServer {
		form.Set("DB_AUTO", "Y")
		return pay.Message{Method: http.MethodPost, Form: form, Body: []byte(form.Encode())}
	}
	form.Set("DB_AUTO", "N")
	if w.Result == pay.ResultCancelled || w.Result == pay.ResultDeclined {
		return pay.Message{Method: http.MethodGet, Query: form}
	}
	return pay.Message{Method: http.MethodPost, Form: form, Body: []byte(form.Encode())}
}
