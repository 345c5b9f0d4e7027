package mailserver

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// maxKept is how many messages are remembered; the oldest is forgotten first.
const maxKept = 200

// Magic names the addresses that decide what happens, by what stands before
// the @, as “nobody@example.org”.
type Magic struct {
	Name   string
	LV, EN string
}

// Magics lists them all.
func Magics() []Magic {
	return []Magic{
		{nobody, "serveris atsaka uz visiem laikiem (550)", "the server refuses for good (550)"},
		{later, "serveris divas reizes lūdz mēģināt vēlāk (451), tad pieņem", "the server asks twice to come later (451), then takes it"},
	}
}

const (
	nobody     = "nobody"
	later      = "later"
	laterTimes = 2
	maxAsked   = 1000
)

// inbox keeps messages.
type inbox struct {
	mu    sync.Mutex
	count int
	all   []Message // oldest first
	asked map[string]int
}

// refuses tells how the server refuses a receiver; empty when it does not.
func (b *inbox) refuses(address string) string {
	name, _, _ := strings.Cut(strings.ToLower(address), "@")
	switch name {
	case nobody:
		return "550 5.1.1 nobody of that name here: " + address
	case later:
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.asked == nil || len(b.asked) > maxAsked {
			b.asked = map[string]int{}
		}
		if b.asked[address]++; b.asked[address] <= laterTimes {
			return "451 4.3.2 come back later, " + address
		}
		delete(b.asked, address)
	}
	return ""
}

// keep remembers a message and gives its number.
func (b *inbox) keep(from string, to []string, raw []byte, secure bool, at time.Time) string {
	m := read(raw)
	m.Received, m.From, m.To, m.TLS, m.Raw = at, from, slices.Clone(to), secure, string(raw)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count++
	m.ID = strconv.Itoa(b.count)
	b.all = append(b.all, m)
	b.all = b.all[max(0, len(b.all)-maxKept):]
	return m.ID
}

// Messages are the messages to an address, in the order in which they came; all
// of them when it is empty.
func (s *Server) Messages(to string) []Message {
	s.inbox.mu.Lock()
	defer s.inbox.mu.Unlock()
	found := []Message{}
	for _, m := range s.inbox.all {
		if to == "" || slices.ContainsFunc(m.To, func(a string) bool { return strings.EqualFold(a, to) }) {
			found = append(found, m)
		}
	}
	return found
}

// message finds a message by its number.
func (s *Server) message(id string) (Message, bool) {
	s.inbox.mu.Lock()
	defer s.inbox.mu.Unlock()
	for _, m := range s.inbox.all {
		if m.ID == id {
			return m, true
		}
	}
	return Message{}, false
}
