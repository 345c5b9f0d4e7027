package payer

import (
	"context"
	"net/http"
	"slices"
	"strings"
)

// way is a form that begins a payment: the choice of a provider, or the
// hand-over of a payment that was begun before.
type way struct {
	on       document
	form     form
	payment  string
	handover bool
}

// fields under which a provider is chosen.
func providerFields() []string { return []string{"method", "provider"} }

// choice finds the way to pay on MM's page; nil when the page has none. A
// payment that was begun before is continued.
func (p *Payer) choice(ctx context.Context, b *browser, d document, w Wish) (*way, error) {
	if d.status != http.StatusOK {
		return nil, nil
	}
	var offered, payments []string
	for _, f := range d.forms {
		providers := f.offers(providerFields()...)
		if len(providers) == 0 {
			continue
		}
		numbers := f.offers("payment")
		payments = append(payments, numbers...)
		if w.Payment != "" && len(numbers) > 0 && !slices.Contains(numbers, w.Payment) {
			continue
		}
		offered = append(offered, providers...)
		if slices.Contains(providers, w.Provider) {
			return &way{on: d, form: f, payment: paymentOf(numbers, w)}, nil
		}
	}
	if len(offered) == 0 {
		for _, link := range d.links {
			if link.Host != p.host || !strings.HasSuffix(strings.ToLower(link.Path), "/handover") {
				continue
			}
			next, err := b.get(ctx, link.String())
			if err != nil {
				return nil, unreachable(err)
			}
			d = next
			break
		}
	}
	if f := p.handover(d); f != nil {
		return &way{on: d, form: *f, handover: true, payment: w.Payment}, nil
	}
	switch {
	case len(offered) > 0:
		return nil, stopped(http.StatusConflict, "MM's page does not offer %s, but %s", w.Provider, strings.Join(offered, ", "))
	case len(payments) > 0:
		return nil, stopped(http.StatusConflict, "MM's page asks for payment %s, not for %s", strings.Join(payments, ", "), w.Payment)
	}
	return nil, nil
}

func paymentOf(numbers []string, w Wish) string {
	if w.Payment != "" || len(numbers) == 0 {
		return w.Payment
	}
	return numbers[0]
}

// handover is the form that takes the payer to the bank.
func (p *Payer) handover(d document) *form {
	if d.at.Host != p.host {
		return nil
	}
	for i, f := range d.forms {
		if f.action.Host != p.host && f.method == http.MethodPost {
			return &d.forms[i]
		}
	}
	return nil
}

// visit goes from MM's page to the bank, chooses the outcome there and comes
// back if the bank lets the payer.
func (p *Payer) visit(ctx context.Context, b *browser, c *way, w Wish) (document, error) {
	here, err := p.toBank(ctx, b, c, w)
	if err != nil {
		return here, err
	}
	var page *form
	for i, f := range here.forms {
		if slices.Contains(f.offers("outcome"), w.Outcome) {
			page = &here.forms[i]
		}
	}
	switch {
	case w.Outcome == Abandon && here.at.Host != p.host && here.status == http.StatusOK:
		return here, nil
	case page == nil:
		return here, stopped(http.StatusBadGateway, "the bank's page %q (status %d) has no button for %s", here.title, here.status, w.Outcome)
	}
	here, err = b.submit(ctx, here, page, page.press("outcome", w.Outcome), nil)
	if err != nil {
		return here, unreachable(err)
	}
	if err := p.due(ctx); err != nil {
		return here, err
	}
	return p.back(ctx, b, here)
}

// toBank chooses the provider and follows the hand-over.
func (p *Payer) toBank(ctx context.Context, b *browser, c *way, w Wish) (document, error) {
	f, on := c.form, c.on
	if !c.handover {
		pressed, choose := firstButton(&f), map[string]string{"payment": c.payment}
		for _, name := range providerFields() {
			choose[name] = w.Provider
			if own := f.press(name, w.Provider); own != nil {
				pressed = own
			}
		}
		here, err := b.submit(ctx, on, &f, pressed, choose)
		if err != nil {
			return here, unreachable(err)
		}
		if here.at.Host != p.host {
			return here, nil // sent on without a form
		}
		next := p.handover(here)
		if next == nil {
			status := http.StatusConflict
			if here.status >= http.StatusInternalServerError {
				status = http.StatusBadGateway
			}
			return here, stopped(status, "MM did not hand the payer over: its page says %q (status %d)", here.title, here.status)
		}
		f, on = *next, here
	}
	here, err := b.submit(ctx, on, &f, firstButton(&f), nil)
	if err != nil {
		return here, unreachable(err)
	}
	return here, nil
}

// back presses the button of the bank's receipt that leads back to MM, if there
// is one: in some outcomes the payer does not come back.
func (p *Payer) back(ctx context.Context, b *browser, here document) (document, error) {
	if here.at.Host == p.host {
		return p.returned(here)
	}
	for i, f := range here.forms {
		if f.action.Host == p.host {
			back, err := b.submit(ctx, here, &here.forms[i], firstButton(&f), nil)
			if err != nil {
				return back, unreachable(err)
			}
			return p.returned(back)
		}
	}
	if here.status != http.StatusOK {
		return here, stopped(http.StatusBadGateway, "the bank answers %d: %q", here.status, here.title)
	}
	return here, nil
}

// returned looks at MM's page after the bank's.
func (p *Payer) returned(d document) (document, error) {
	if d.status >= http.StatusInternalServerError {
		return d, stopped(http.StatusBadGateway, "MM's page after the bank answers %d: %q", d.status, d.title)
	}
	return d, nil
}

// firstButton is the one that Enter presses.
func firstButton(f *form) *button {
	if len(f.buttons) == 0 {
		return nil
	}
	return &f.buttons[0]
}
