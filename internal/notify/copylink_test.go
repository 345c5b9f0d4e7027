package notify_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/sandbox/mailserver"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// The document holds personal data, and whoever has the request's link can have
// a receipt sent to themselves.
func TestOnlyThePayersOwnAddressGetsTheDocument(t *testing.T) {
	t.Parallel()
	const link = "https://pay.example.lv/copy/00112233445566778899aabbccddeeff"
	for name, c := range map[string]struct {
		to    string
		fault error
		sent  bool // with the link
	}{
		"the payer's address":       {"E@p.lv", nil, true},
		"an address that was typed": {"stranger@example.lv", nil, false},
		"there is no document":      {"e@p.lv", pay.Fail(pay.CodeNoDocument, nil), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPost(t, mailserver.Config{})
			p.pay(t, paytest.SamplePHP(), 1)
			p.mailer.CopyLink = func(_ context.Context, id pay.ID) (string, error) {
				if id != p.request.ID {
					t.Errorf("a link to %s", id)
				}
				return link, c.fault
			}
			p.use(t)
			p.deliver(t, p.owe(t, c.to, pay.Latvian))
			messages := p.server.Messages("")
			if len(messages) != 1 {
				t.Fatalf("%d messages", len(messages))
			}
			m := messages[0]
			if got := strings.Contains(m.Text, "\n"+link+"\n"); got != c.sent || strings.Contains(m.HTML, `href="`+link+`"`) != c.sent {
				t.Errorf("the link is there: %v, want %v\n%s\n%s", got, c.sent, m.Text, m.HTML)
			}
			if strings.Contains(p.log.String(), "00112233") {
				t.Errorf("the log holds the link:\n%s", p.log.String())
			}
		})
	}
}

// A link that cannot be made now is no reason to send a receipt without it.
func TestAReceiptWaitsForItsLink(t *testing.T) {
	t.Parallel()
	p := newPost(t, mailserver.Config{})
	p.pay(t, paytest.SamplePHP(), 1)
	down := errors.New("no database")
	p.mailer.CopyLink = func(context.Context, pay.ID) (string, error) { return "", down }
	p.use(t)
	id := p.owe(t, "e@p.lv", pay.Latvian)
	if _, err := p.deliverer.Deliver(t.Context(), pay.Job{Kind: pay.JobDeliver, Ref: id, Due: time.Time{}}); !errors.Is(err, down) {
		t.Errorf("error %v", err)
	}
	if n := len(p.server.Messages("")); n != 0 {
		t.Errorf("%d messages", n)
	}
}
