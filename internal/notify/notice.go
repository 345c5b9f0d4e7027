package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"

	"viss.gov.lv/mm/internal/wire/webhook"
	"viss.gov.lv/mm/pay"
)

// NewsReader reads what notices tell.
type NewsReader interface {
	// News reads one published event of a request; pay.ErrNotFound when there is
	// none.
	News(ctx context.Context, request pay.ID, sequence int) (pay.News, error)
}

// notice makes one try of a signed notice. What it says was written down when it
// happened; it is signed anew for each try, with the keys of that moment. An
// error means that MM itself could not look; nothing was sent then.
func (d *Deliverer) notice(ctx context.Context, known *pay.Delivery) (answer, error) {
	r, err := d.Store.Request(ctx, known.Request)
	if err != nil {
		return answer{}, fmt.Errorf("read request %s of delivery %s: %w", known.Request, known.ID, err)
	}
	m, err := d.message(ctx, known)
	if err != nil {
		return answer{}, err
	}
	told, keys, err := d.Keyring.told(ctx, r, known.Created)
	if errors.Is(err, errNoScheme) || errors.Is(err, ErrNoMasterKey) {
		return d.unsigned(ctx, known, err), nil
	}
	if err != nil {
		return answer{}, err
	}
	signature, err := webhook.Sign(m, keys...)
	if err != nil {
		return answer{}, fmt.Errorf("sign delivery %s: %w", known.ID, err)
	}
	to := noticeTarget(told, r)
	if to == "" { // the address that the catalogue gave is gone, and the request has none
		to = known.Target
	}
	got := d.post(ctx, to, m, signature)
	got.to = to
	return got, nil
}

// message is what a notice says. It was committed together with the delivery.
func (d *Deliverer) message(ctx context.Context, known *pay.Delivery) (webhook.Message, error) {
	news, err := d.News.News(ctx, known.Request, known.News)
	if err != nil {
		return webhook.Message{}, fmt.Errorf("read news %s of delivery %s: %w", pay.NewsID(known.Request, known.News), known.ID, err)
	}
	body, err := news.Body()
	if err != nil {
		return webhook.Message{}, fmt.Errorf("write news %s: %w", news.ID, err)
	}
	return webhook.Message{ID: news.ID, At: d.Machine.Now(), Body: body}, nil
}

// unsigned is the outcome of a try that did not get as far as the network. It
// is repeated as any other, and a person is told in the end.
func (d *Deliverer) unsigned(ctx context.Context, known *pay.Delivery, why error) answer {
	d.Log.ErrorContext(ctx, "a notice waits", "delivery", known.ID, "institution", string(known.Institution), "reason", why.Error())
	return answer{result: why.Error()}
}

// post sends a notice (Standard Webhooks 1.0.0, "Webhook headers"). A receiver
// that answers 410 wants no more of it ("Delivery success and failure").
func (d *Deliverer) post(ctx context.Context, address string, m webhook.Message, signature string) answer {
	got := d.exchange(ctx, func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(m.Body))
		if err != nil {
			return nil, err
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set(webhook.HeaderID, m.ID)
		request.Header.Set(webhook.HeaderTimestamp, m.Timestamp())
		request.Header.Set(webhook.HeaderSignature, signature)
		return request, nil
	})
	got.final = got.status == http.StatusGone
	return got
}
