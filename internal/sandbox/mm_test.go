package sandbox_test

import (
	"context"
	"net/http"
	"sync"
	"time"

	"viss.gov.lv/mm/internal/provider/demo"
	"viss.gov.lv/mm/pay"
)

// module is MM in small: the domain's own rules over requests in memory, behind
// the real payer's pages and the real provider.
type module struct {
	mu       sync.Mutex
	now      time.Time
	web      string
	provider *demo.Provider
	requests map[pay.ID]*pay.Request
	heard    map[string]int // messages by key, how often they came
	notices  []pay.AttentionKind
	told     func(pay.ID) // the letter has changed
	serial   uint64
}

func (m *module) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// add makes a request with payments of the given amounts, open for two days.
func (m *module) add(id pay.ID, cents ...int64) *pay.Request {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := &pay.Request{
		ID: id, Number: m.number(), Created: m.now, Expires: m.now.Add(48 * time.Hour), State: pay.RequestOpen, Letter: pay.LetterProcess,
		Detail: pay.Detail{StepName: pay.Text{LV: "Izziņa"}, Offered: []pay.ProviderCode{"DEMO0000"}},
	}
	for i, amount := range cents {
		r.Total = pay.EUR(r.Total.Minor + amount)
		r.Payments = append(r.Payments, pay.Payment{
			Number: m.number(), Account: pay.Account{IBAN: "LV80BANK0000435195001", Payee: "Valsts kase"},
			Purpose: "Izziņa „Ā”", Amount: amount, State: pay.PaymentDue,
		})
		r.Detail.Lines = append(r.Detail.Lines, pay.Line{Position: "1", Name: pay.Text{LV: "Izziņa"}, Amount: amount, Payment: i})
	}
	m.requests[id] = r
	return r
}

func (m *module) number() pay.Number {
	m.serial++
	return pay.NumberOf(m.serial)
}

func (m *module) View(_ context.Context, id pay.ID) (pay.View, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.requests[id]
	if !ok {
		return pay.View{}, pay.Fail(pay.CodeRequestNotFound, nil)
	}
	shown := *r
	shown.Payments = append([]pay.Payment(nil), r.Payments...)
	shown.Attempts = append([]pay.Attempt(nil), r.Attempts...)
	return pay.View{
		Request: &shown, Now: m.now, Institution: &pay.Institution{Name: pay.Text{LV: "Iestāde"}},
		Methods: []pay.ProviderInfo{{Code: "DEMO0000", Name: pay.Text{LV: "DEMO banka"}, Kind: pay.BankProvider, Active: true}},
	}, nil
}

func (m *module) Begin(ctx context.Context, id pay.ID, choice pay.Choice) (pay.Attempt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.requests[id]
	i := r.PaymentByNumber(choice.Payment)
	a := pay.Attempt{
		ID: pay.ID{byte(len(r.Attempts) + 1)}, Ref: m.number(), Payment: i, Provider: choice.Provider, Language: choice.Language,
		HoldUntil: m.now.Add(m.provider.Terms().SentHold),
	}
	if _, err := r.Begin(a, m.now); err != nil {
		return a, err
	}
	h, err := m.provider.Start(ctx, m.order(r, &a, choice))
	if err != nil {
		return a, err
	}
	if _, err = r.Sent(a.ID, h, m.now); err != nil {
		return a, err
	}
	return *r.Attempt(a.ID), nil
}

func (m *module) order(r *pay.Request, a *pay.Attempt, choice pay.Choice) pay.Order {
	p := r.Payments[a.Payment]
	return pay.Order{
		Ref: a.Ref, Amount: pay.EUR(p.Amount), Payee: p.Account, Purpose: p.Purpose, Created: m.now, Expires: r.Expires,
		ReturnURL: m.web + "/providers/DEMO0000/return", NotifyURL: m.web + "/providers/DEMO0000/notify",
		Language: a.Language, Display: choice.Display,
	}
}

func (m *module) GiveUp(_ context.Context, id pay.ID, ref pay.Number) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.requests[id]
	_, err := r.GiveUp(r.AttemptByRef(ref).ID, m.now)
	return err
}

func (m *module) Receive(ctx context.Context, message pay.Message) (pay.Received, error) {
	n, err := m.provider.Read(ctx, message)
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.requests {
		if r.AttemptByRef(n.Ref) == nil {
			continue
		}
		received := pay.Received{Request: r.ID, Notice: n}
		if err != nil || n.Result == pay.ResultNone {
			return received, err
		}
		return received, m.apply(r, n)
	}
	return pay.Received{Notice: n}, pay.Fail(pay.CodePaymentNotFound, err)
}

// apply lets news act once. The caller holds the lock.
func (m *module) apply(r *pay.Request, n pay.Notice) error {
	m.heard[n.Key]++
	if m.heard[n.Key] > 1 {
		return nil
	}
	was := r.Letter
	effects, err := r.Apply(n, pay.LateAccept, m.provider.Terms().AcceptedHold, m.now)
	m.note(effects)
	if r.Letter != was {
		m.told(r.ID)
	}
	return err
}

func (m *module) note(e pay.Effects) {
	for _, a := range e.Attention {
		m.notices = append(m.notices, a.Kind)
	}
}

// advance moves the clock and does what the jobs would: ask the bank about live
// attempts, end those that nobody heard of, expire requests.
func (m *module) advance(ctx context.Context, by time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(by)
	for _, r := range m.requests {
		for i := range r.Attempts {
			a := &r.Attempts[i]
			if !a.Live() {
				continue
			}
			n, err := m.provider.Query(ctx, m.order(r, a, pay.Choice{}))
			if err != nil {
				return err
			}
			if n.Result != pay.ResultNone {
				if err := m.apply(r, n); err != nil {
					return err
				}
			}
			effects, err := r.HoldEnd(a.ID, m.now)
			if err != nil {
				return err
			}
			m.note(effects)
		}
		was := r.Letter
		r.Expire(m.now)
		if r.Letter != was {
			m.told(r.ID)
		}
	}
	return nil
}

// soap is the services listener: the status of a request, whoever asks.
func (m *module) soap(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	letter := "P"
	for _, known := range m.requests {
		letter = string(known.Letter)
	}
	_, _ = w.Write([]byte(`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` +
		`<CheckPaymentRequestStatusResponse xmlns="x"><CheckPaymentRequestStatusResult>` + letter +
		`</CheckPaymentRequestStatusResult></CheckPaymentRequestStatusResponse></s:Body></s:Envelope>`))
}
