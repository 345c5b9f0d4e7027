package pay_test

import (
	"strings"
	"testing"

	"viss.gov.lv/mm/pay"
)

func TestParseIdempotencyKey(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("k", 255)
	for _, c := range []struct {
		values []string
		want   string
		ok     bool
	}{
		{nil, "", true},
		{[]string{"order-17"}, "order-17", true},
		{[]string{"  order-17\t"}, "order-17", true},
		{[]string{"!~"}, "!~", true},
		{[]string{long}, long, true},
		{[]string{long + "k"}, "", false},
		{[]string{""}, "", false},
		{[]string{" "}, "", false},
		{[]string{"two words"}, "", false},
		{[]string{"ā"}, "", false},
		{[]string{"a\x00"}, "", false},
		{[]string{"a\x7f"}, "", false},
		{[]string{"a\xff"}, "", false},
		{[]string{"one", "one"}, "", false},
	} {
		got, err := pay.ParseIdempotencyKey(c.values)
		if got != c.want || (err == nil) != c.ok || !c.ok && pay.CodeOf(err) != pay.CodeInvalid {
			t.Errorf("%q: %q, %v", c.values, got, err)
		}
	}
}
