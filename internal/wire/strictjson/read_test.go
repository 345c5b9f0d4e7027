package strictjson

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
)

func read(s string) (*Value, error) { return Read([]byte(s), DefaultLimits()) }

func TestReads(t *testing.T) {
	t.Parallel()
	v, err := read("\ufeff" + ` {"Item": 12.00, "item2": -0.1E+2, "NoInvoice": true, "x": null,
 "Name": "Paraudzi\u0146\u0161 \ud83d\ude00 \"\\\/\t", "List": [1, "a", {}], "Rīga": "Rīga"} `)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"ITEM": "12.00", "Item2": "-0.1E+2", "noinvoice": "true", "name": "Paraudziņš 😀 \"\\/\t", "Rīga": "Rīga",
	} {
		if got := v.Get(name); got == nil || got.Text != want {
			t.Errorf("%s: %+v, want %s", name, got, want)
		}
	}
	if !v.Get("x").IsNull() || !v.Get("y").IsNull() || v.Get("RĪGA") != nil {
		t.Error("null, absent, or a name in another case than ASCII's")
	}
	if list := v.Get("list"); list.Raw != `[1, "a", {}]` || len(list.Items) != 3 {
		t.Errorf("%+v", list)
	}
	n := 0
	for range v.Get("item").Each() {
		n++
	}
	for range v.Get("list").Each() {
		n++
	}
	for range v.Get("x").Each() {
		n++
	}
	if n != 4 {
		t.Errorf("%d items of a single value, a list and null", n)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 33) + strings.Repeat("]", 33)
	many := "[" + strings.Repeat("1,", 20_000) + "1]"
	long := "{"
	for i := range 40 {
		long += `"` + strings.Repeat("x", i+1) + `":1,`
	}
	for text, want := range map[string]Error{
		"":                        {Empty, "", 1, 1},
		" \n ":                    {Empty, "", 2, 2},
		"{\n \"a\":1,\n \"A\":2}": {RepeatedName, "A", 3, 2},
		long + `"XXX":1}`:         {RepeatedName, "XXX", 1, len(long) + 1},
		`{"a":1} x`:               {Trailing, "", 1, 9},
		`{"a":1}{"a":1}`:          {Trailing, "", 1, 8},
		`{“Id” : 1}`:              {CurlyQuotes, "", 1, 2},
		`{"a":”b"}`:               {CurlyQuotes, "", 1, 6},
		`{"a":1 "b":2}`:           {NotJSON, "", 1, 8},
		`{"a":1,}`:                {NotJSON, "", 1, 8},
		`[1,]`:                    {NotJSON, "", 1, 4},
		`{a:1}`:                   {NotJSON, "", 1, 2},
		`{'a':1}`:                 {NotJSON, "", 1, 2},
		`01`:                      {NotJSON, "", 1, 3},
		`1.`:                      {NotJSON, "", 1, 3},
		`.5`:                      {NotJSON, "", 1, 1},
		`+1`:                      {NotJSON, "", 1, 1},
		`1e`:                      {NotJSON, "", 1, 3},
		`-`:                       {NotJSON, "", 1, 2},
		`NaN`:                     {NotJSON, "", 1, 1},
		`"a`:                      {NotJSON, "", 1, 3},
		"\"a\nb\"":                {NotJSON, "", 1, 3},
		`"\`:                      {NotJSON, "", 1, 2},
		`"\x"`:                    {BadEscape, "", 1, 2},
		`"\u12g4"`:                {BadEscape, "", 1, 2},
		`"\ud800"`:                {BadEscape, "", 1, 2},
		`"\ud800\u0041"`:          {BadEscape, "", 1, 2},
		`"\udc00\ud800"`:          {BadEscape, "", 1, 2},
		"\"\xc4\"":                {BadEncoding, "", 1, 2},
		"\xff\xfe{\x00}\x00":      {BadEncoding, "", 1, 1},
		deep:                      {TooDeep, "", 1, 33},
		many:                      {TooMany, "", 1, 2*19_999 + 2},
		`{"a":1/**/}`:             {NotJSON, "", 1, 7},
	} {
		v, err := read(text)
		refused, ok := errors.AsType[*Error](err)
		if !ok || *refused != want {
			t.Errorf("%.40q: %+v, %v, want %+v", text, v, err, want)
		}
	}
}

// FuzzRead holds the reader against the standard library: what it reads is
// JSON there too and means the same, and what it refuses as no JSON is none.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		`{"MM_Cert":"MIIM","PaymentRequestId":"a2a4b66a-a0b7-4b1d-bcc3-3d5a8d30b2b1"}`, `[1.50,-2e3,"\u0101",null,true]`,
		`{"a":{"b":[{}]}}`, "\ufeff{}", `{“Id”:1}`, `"\ud83d\ude00"`, `{"a":1,"A":2}`, "", "nul", "-", `"\u`, "[\x00]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		v, err := Read(message, DefaultLimits())
		plain := []byte(strings.TrimPrefix(string(message), "\ufeff"))
		if err != nil {
			refused, ok := errors.AsType[*Error](err)
			if !ok || refused.Line < 1 || refused.Column < 1 {
				t.Fatalf("%v", err)
			}
			none := []Reason{NotJSON, Empty, Trailing, CurlyQuotes}
			if slices.Contains(none, refused.Reason) && json.Valid(plain) {
				t.Errorf("%v for valid JSON", err)
			}
			return
		}
		if !json.Valid(plain) {
			t.Fatalf("read what is no JSON: %q", message)
		}
		same(t, v)
	})
}

func same(t *testing.T, v *Value) {
	t.Helper()
	switch v.Kind {
	case String:
		var want string
		if err := json.Unmarshal([]byte(v.Raw), &want); err != nil || want != v.Text {
			t.Errorf("%s is read as %q, want %q (%v)", v.Raw, v.Text, want, err)
		}
	case Number, Bool:
		if v.Text != v.Raw {
			t.Errorf("%s is read as %s", v.Raw, v.Text)
		}
	case Array:
		for _, item := range v.Items {
			same(t, item)
		}
	case Object:
		for _, m := range v.Members {
			if v.Get(m.Name) != m.Value {
				t.Errorf("member %q is not found", m.Name)
			}
			same(t, m.Value)
		}
	case Null:
	}
}
