package identity

import (
	"encoding/base64"
	"encoding/pem"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseByteSequence(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in   string
		want string // empty: refused
	}{
		"padded":              {":bWFybWFsYWRl:", "marmalade"},
		"with padding":        {":bWFyaw==:", "mark"},
		"padding left out":    {":bWFyaw:", "mark"},
		"space around":        {" \t:bWFyaw==: ", "mark"},
		"empty":               {"", ""},
		"empty sequence":      {"::", ""},
		"only padding":        {":==:", ""},
		"no colons":           {"bWFyaw==", ""},
		"one colon":           {":bWFyaw==", ""},
		"a parameter":         {":bWFyaw==:;a=1", ""},
		"two":                 {":bWFyaw==:, :bWFyaw==:", ""},
		"URL alphabet":        {":_-8=:", ""},
		"line break":          {":bWFy\naw==:", ""},
		"PEM":                 {"-----BEGIN CERTIFICATE-----", ""},
		"longer than allowed": {":" + strings.Repeat("A", longestHeader) + ":", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseByteSequence(tc.in)
			if (err != nil) != (tc.want == "") {
				t.Fatalf("error %v, want %q", err, tc.want)
			}
			if err == nil && string(got[0]) != tc.want {
				t.Errorf("got %q, want %q", got[0], tc.want)
			}
		})
	}
}

func TestParseByteSequences(t *testing.T) {
	t.Parallel()
	got, err := parseByteSequences([]string{":YQ==:, :Yg==:", ":Yw==:"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]byte{[]byte("a"), []byte("b"), []byte("c")}, got); diff != "" {
		t.Error(diff)
	}
	if none, err := parseByteSequences(nil); err != nil || none != nil {
		t.Errorf("no header: %v, %v", none, err)
	}
	for _, bad := range []string{":YQ==:,", ",", ":YQ==: :Yg==:", strings.Repeat(":YQ==:,", longestHeader)} {
		if _, err := parseByteSequences([]string{bad}); err == nil {
			t.Errorf("accepted %.20q", bad)
		}
	}
}

func pemOf(contents ...string) string {
	var out strings.Builder
	for _, c := range contents {
		out.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte(c)}))
	}
	return out.String()
}

func TestParseEscapedPEM(t *testing.T) {
	t.Parallel()
	one := pemOf("\xfb\xef\xbe")                              // ++++ in base64
	plus := strings.ReplaceAll(url.PathEscape(one), "+", "+") // the plus sign left as it is
	for name, tc := range map[string]struct {
		in   string
		want []string // nil: refused
	}{
		"form-encoded":         {url.QueryEscape(one), nil}, // its plus signs are spaces, and nginx writes %20
		"percent-encoded":      {strings.ReplaceAll(plus, "+", "%2B"), []string{"\xfb\xef\xbe"}},
		"plus as itself":       {plus, []string{"\xfb\xef\xbe"}},
		"intermediates follow": {url.PathEscape(pemOf("a", "b")), []string{"a", "b"}},
		"empty":                {"", nil},
		"spaces only":          {"%20%0A", nil},
		"broken escape":        {"%2", nil},
		"another type":         {url.PathEscape(strings.ReplaceAll(one, "CERTIFICATE", "PRIVATE KEY")), nil},
		"something before":     {url.PathEscape("x" + one), nil},
		"something between":    {url.PathEscape(pemOf("a") + "x\n" + pemOf("b")), nil},
		"something after":      {url.PathEscape(one + "x"), nil},
		"not ended":            {url.PathEscape("-----BEGIN CERTIFICATE-----\nAAAA\n"), nil},
		"empty block":          {url.PathEscape("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"), nil},
		"longer than allowed":  {url.PathEscape(pemOf(strings.Repeat("a", longestHeader))), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ders, err := parseEscapedPEM(tc.in)
			if (err != nil) != (tc.want == nil) {
				t.Fatalf("error %v, want %q", err, tc.want)
			}
			var got []string
			for _, der := range ders {
				got = append(got, string(der))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Whatever comes, what is accepted says the same when it is written again.
func FuzzHeader(f *testing.F) {
	f.Add(":bWFyaw==:")
	f.Add(":YQ==:, :Yg==:")
	f.Add(url.PathEscape(pemOf("a", "b")))
	f.Add("-----BEGIN%20CERTIFICATE-----%0AMIIB%2B%0A-----END%20CERTIFICATE-----%0A")
	f.Fuzz(func(t *testing.T, s string) {
		for name, tc := range map[string]struct {
			parse func(string) ([][]byte, error)
			write func([]byte) string
		}{
			"sequence": {parseByteSequence, sequence},
			"list":     {func(s string) ([][]byte, error) { return parseByteSequences([]string{s}) }, sequence},
			"PEM":      {parseEscapedPEM, func(b []byte) string { return url.PathEscape(pemOf(string(b))) }},
		} {
			ders, err := tc.parse(s)
			if err != nil {
				continue
			}
			for _, der := range ders {
				again, err := tc.parse(tc.write(der))
				if err != nil || len(again) != 1 || string(again[0]) != string(der) {
					t.Fatalf("%s: %q was read as %q, and that as %q, %v", name, s, der, again, err)
				}
			}
		}
	})
}

func sequence(b []byte) string { return ":" + base64.StdEncoding.EncodeToString(b) + ":" }
