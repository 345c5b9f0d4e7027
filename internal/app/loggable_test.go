package app

import (
	"strings"
	"testing"
)

func TestPathsInTheLogHoldNoSecret(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"":                                "",
		"/":                               "/",
		"/copy/":                          "/copy/",
		"/copy/0123456789abcdef":          "/copy/…",
		"//./COPY/0123456789abcdef?x":     "//./COPY/…",
		"/İ/copy/0123456789abcdef":        "/İ/copy/…",
		"/" + strings.Repeat("a", 300):    "/" + strings.Repeat("a", 199) + "…",
		"/MM/WebUI2/Payments/":            "/MM/WebUI2/Payments/",
		strings.Repeat("ā", 101) + "\xff": strings.Repeat("ā", 100) + "…",
	} {
		if got := loggable(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}
