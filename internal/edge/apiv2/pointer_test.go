package apiv2

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"viss.gov.lv/mm/pay"
)

// named finds where pay names a field of the published structure.
var named = regexp.MustCompile(`(?:fault\([A-Za-z]+, |missing\(|path\(|address\(|^\t\t\{)"([A-Za-z/]+)"`)

// Every field that pay can name has a place in our bodies: what has none would
// be told as a fault of the whole.
func TestEveryFieldOfPayHasAPlace(t *testing.T) {
	t.Parallel()
	found := 0
	for _, file := range []string{"compose.go", "price.go", "personal.go", "address.go"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "pay", file))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			for _, m := range named.FindAllStringSubmatch(line, -1) {
				found++
				if pointerOf("PaymentRequest/"+m[1], nil) == "" {
					t.Errorf("%s: %s has no place", file, m[1])
				}
			}
		}
	}
	if found < 25 {
		t.Errorf("found only %d fields; has pay another way to name them?", found)
	}
}

func TestPlacesOfLines(t *testing.T) {
	t.Parallel()
	lines := []pay.DraftLine{{ItemName: new(byQuantity)}, {ItemName: new(byAmount)}, {}}
	for field, want := range map[string]string{
		"PaymentRequest/PriceList[1]/Item":            "/lines/0/quantity",
		"PaymentRequest/PriceList[2]/Item":            "/lines/1/amount",
		"PaymentRequest/PriceList[2]/ItemElementName": "/lines/1/amount",
		"PaymentRequest/PriceList[1]/Position":        "/lines/0/position",
		"PaymentRequest/PriceList[3]/Item":            "/lines/2",
		"PaymentRequest/PriceList[4]/Item":            "",
		"PaymentRequest/PriceList[0]/Item":            "",
		"PaymentRequest/PriceList[x]/Item":            "",
		"PaymentRequest/Unheard":                      "",
	} {
		if got := pointerOf(field, lines); got != want {
			t.Errorf("%s is at %q, want %q", field, got, want)
		}
	}
}
