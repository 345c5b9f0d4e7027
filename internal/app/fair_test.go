package app

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestOneNetworkLeavesRoomForOthers(t *testing.T) {
	t.Parallel()
	const slots = 16
	began, finish := make(chan struct{}), make(chan struct{})
	slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			began <- struct{}{}
			<-finish
		}
	})
	h := fair(slots/shareOfPayers, func(r *http.Request) netip.Addr { return addressOf(r.RemoteAddr) }, limited(slots, slow, busyPage), busyPage)
	ask := func(method, from string) int {
		r := httptest.NewRequest(method, "/", nil)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	done := make(chan int)
	for range slots / shareOfPayers {
		go func() { done <- ask(http.MethodPost, "[2001:db8:1::1]:1000") }()
		<-began
	}
	for from, want := range map[string]int{
		"[2001:db8:1::2]:1000": http.StatusServiceUnavailable, // the same subscriber
		"[2001:db8:2::1]:1000": http.StatusOK,
		"192.0.2.1:1000":       http.StatusOK,
	} {
		if got := ask(http.MethodGet, from); got != want {
			t.Errorf("from %s: %d, want %d", from, got, want)
		}
	}
	close(finish)
	for range slots / shareOfPayers {
		if got := <-done; got != http.StatusOK {
			t.Errorf("a slow call was answered %d", got)
		}
	}
	if got := ask(http.MethodGet, "[2001:db8:1::2]:1000"); got != http.StatusOK {
		t.Errorf("afterwards: %d", got)
	}
}
