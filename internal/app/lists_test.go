package app

import (
	"context"
	"testing"

	"viss.gov.lv/mm/pay"
)

// heldLists are read until they are let go.
type heldLists struct {
	pay.ListStore
	reading chan pay.InstitutionCode
	goOn    chan struct{}
}

func (h heldLists) CountPaymentRows(_ context.Context, f pay.PaymentFilter, _ int) (int, error) {
	h.reading <- f.Institution
	<-h.goOn
	return 1, nil
}

// One institution's lists leave room for another's, and who finds no room is
// told so.
func TestListsOfOneLeaveRoomForOthers(t *testing.T) {
	t.Parallel()
	held := heldLists{reading: make(chan pay.InstitutionCode), goOn: make(chan struct{})}
	b := newBoundedLists(held)
	b.all, b.share = make(chan struct{}, 3), 2
	done := make(chan error)
	count := func(ctx context.Context, code pay.InstitutionCode) {
		_, err := b.CountPaymentRows(ctx, pay.PaymentFilter{Institution: code}, 1)
		done <- err
	}
	for range 2 {
		go count(t.Context(), "VRAA")
		<-held.reading
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	go count(gone, "VRAA")
	if err := <-done; pay.CodeOf(err) != pay.CodeBusy {
		t.Errorf("the third list of one institution: %v, want %s", err, pay.CodeBusy)
	}
	go count(t.Context(), "CSDD")
	if code := <-held.reading; code != "CSDD" {
		t.Errorf("a list of %s is read", code)
	}
	go count(gone, "PARAUGPILS")
	if err := <-done; pay.CodeOf(err) != pay.CodeBusy {
		t.Errorf("a list beyond all that the instance reads at once: %v, want %s", err, pay.CodeBusy)
	}
	close(held.goOn)
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	go count(t.Context(), "VRAA")
	<-held.reading
	if err := <-done; err != nil {
		t.Errorf("after the others: %v", err)
	}
}
