package contract_test

import (
	"encoding/json"
	"net/http"
	"testing"
)

// examples sends the contract's own orders: they are what is copied first, and
// the demonstration must take them.
func (s *stage) examples(t *testing.T) {
	t.Helper()
	for _, name := range []string{"shortest", "full"} {
		order := map[string]any{}
		for member, value := range s.contract.at("#/components/examples/" + name + "/value").(map[string]any) {
			if member != "parent" { // there is no such request
				order[member] = value
			}
		}
		text, err := json.Marshal(order)
		if err != nil {
			t.Fatal(err)
		}
		s.want(t, http.StatusCreated, post("payment-requests", string(text)))
	}
}
