package payerweb

import "testing"

func TestPathsOfRefusalsHoldNoSecret(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"": "", "/copy/": "/copy/", "/Copy/0123456789abcdef": "/Copy/", "/mm/webui2/payments/choose": "/mm/webui2/payments/choose",
	} {
		if got := cleanPath(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}
