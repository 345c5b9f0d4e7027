package paymentapi

import (
	"strconv"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// headerNext is where the answer to a list in pages tells how to go on. It is
// absent on the last page.
const headerNext = "MM-Next"

// mostPerPage bounds a page: it is read at once.
const mostPerPage = portion

// page is which part of a list is asked for: all of it, as published, or, by
// the additional members Limit and After, a part.
type page struct {
	limit int // 0: everything
	after pay.Place
}

func (f *fields) page() page {
	var p page
	if given := strings.TrimSpace(f.text("Limit")); given != "" {
		n, err := strconv.Atoi(given)
		if (err != nil || n < 1 || n > mostPerPage) && f.err == nil {
			f.err = &pay.Error{Code: pay.CodeInvalid, Field: f.within + "Limit", Value: given, Want: pay.Want{
				LV: "Norādiet skaitli no 1 līdz " + strconv.Itoa(mostPerPage) + ".", EN: "Give a number from 1 to " + strconv.Itoa(mostPerPage) + ".",
			}}
		}
		p.limit = n
	}
	given := strings.TrimSpace(f.text("After"))
	if given == "" || f.err != nil {
		return p
	}
	var ok bool
	if p.after, ok = readPlace(given); !ok || p.limit == 0 {
		f.err = &pay.Error{Code: pay.CodeInvalid, Field: f.within + "After", Value: given, Want: pay.Want{
			LV: "Norādiet iepriekšējās atbildes galveni " + headerNext + " kopā ar Limit un to pašu atlasi.",
			EN: "Give the header " + headerNext + " of the answer before, together with Limit and the same conditions.",
		}}
	}
	return p
}

// writePlace is a place as callers get it.
func writePlace(p pay.Place) string {
	return strconv.FormatInt(p.At.UnixMilli(), 36) + "." + strconv.FormatInt(p.Serial, 36)
}

func readPlace(s string) (pay.Place, bool) {
	at, serial, ok := strings.Cut(s, ".")
	ms, atErr := strconv.ParseInt(at, 36, 64)
	n, serialErr := strconv.ParseInt(serial, 36, 64)
	return pay.Place{At: time.UnixMilli(ms).UTC(), Serial: n}, ok && atErr == nil && serialErr == nil && n >= 0
}
