package demobank

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// The protocol as docs/protocol/demo-bank.md writes it.
const (
	protocolVersion = "001"

	orderService    = "2010"
	queryService    = "2020"
	acceptedService = "2110"
	paidService     = "2111"
	answerService   = "2120"
	declinedService = "2190"
	cancelService   = "2191"
	otherService    = "2199"
	nothingDecided  = "0000"

	stampLayout = "2006-01-02T15:04:05Z"
)

// The signed fields of each message, in order, with their longest values.
const (
	orderRow  = "DB_SERVICE:4 DB_VERSION:3 DB_MERCHANT:15 DB_REF:10 DB_AMOUNT:12 DB_CURR:3 DB_ACC:34 DB_NAME:70 DB_MSG:140 DB_DATETIME:20 DB_EXPIRES:20 DB_RETURN:255 DB_NOTIFY:255"
	queryRow  = "DB_SERVICE:4 DB_VERSION:3 DB_MERCHANT:15 DB_REF:10 DB_NONCE:32 DB_DATETIME:20"
	moneyRow  = "DB_SERVICE:4 DB_VERSION:3 DB_SND:15 DB_MERCHANT:15 DB_REF:10 DB_T_NO:20 DB_AMOUNT:12 DB_CURR:3 DB_ACC:34 DB_DATETIME:20"
	reasonRow = "DB_SERVICE:4 DB_VERSION:3 DB_SND:15 DB_MERCHANT:15 DB_REF:10 DB_REASON:20 DB_DATETIME:20"
	answerRow = "DB_SERVICE:4 DB_VERSION:3 DB_SND:15 DB_MERCHANT:15 DB_REF:10 DB_NONCE:32 DB_DATETIME:20 DB_STATUS:4 DB_T_NO:20 DB_AMOUNT:12 DB_CURR:3 DB_ACC:34 DB_REASON:20"
)

// rowOf joins the values of the fields, each after its number of characters.
func rowOf(layout string, form url.Values) string {
	var row strings.Builder
	for column := range strings.FieldsSeq(layout) {
		name, _, _ := strings.Cut(column, ":")
		v := form.Get(name)
		fmt.Fprintf(&row, "%03d%s", utf8.RuneCountInString(v), v)
	}
	return row.String()
}

// tooLong names a field whose value is longer than the bank takes.
func tooLong(layout string, form url.Values) (name string, long bool) {
	for column := range strings.FieldsSeq(layout) {
		var most int
		name, most = split(column)
		if utf8.RuneCountInString(form.Get(name)) > most {
			return name, true
		}
	}
	return "", false
}

func split(column string) (name string, most int) {
	name, digits, _ := strings.Cut(column, ":")
	for _, d := range digits {
		most = most*10 + int(d-'0')
	}
	return name, most
}

func sealed(layout string, form url.Values, key ed25519.PrivateKey) {
	form.Set("DB_MAC", base64.StdEncoding.EncodeToString(ed25519.Sign(key, []byte(rowOf(layout, form)))))
}

func genuine(layout string, form url.Values, key ed25519.PublicKey) bool {
	signature, err := base64.StdEncoding.DecodeString(form.Get("DB_MAC"))
	return err == nil && ed25519.Verify(key, []byte(rowOf(layout, form)), signature)
}
