package demo

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"viss.gov.lv/mm/pay"
)

// window is how far the bank's clock may be from ours in the answer to a query.
const window = 5 * time.Minute

// maxAnswer bounds the answer to a query, in bytes.
const maxAnswer = 16 << 10

// Query asks the bank how a payment stands. The answer counts when the bank
// signed it for this very query: it repeats the nonce, and an old answer cannot
// be played again. An answer that nothing has been decided, or that the bank
// does not know the payment, is ResultNone.
func (p *Provider) Query(ctx context.Context, o pay.Order) (pay.Notice, error) {
	nonce := make([]byte, 16)
	if _, err := io.ReadFull(p.c.Entropy, nonce); err != nil {
		return pay.Notice{}, fmt.Errorf("make nonce: %w", err)
	}
	ask := url.Values{}
	for name, value := range map[string]string{
		fieldService: serviceQuery, fieldVersion: version, fieldMerchant: p.c.Merchant, fieldRef: string(o.Ref),
		fieldNonce: hex.EncodeToString(nonce), fieldMoment: moment(p.c.Machine.Now()),
	} {
		ask.Set(name, value)
	}
	ask.Set(fieldMAC, sign(p.c.Key, row(queryColumns(), ask.Get)))
	answer, err := p.post(ctx, ask)
	if err != nil {
		return pay.Notice{}, pay.Fail(pay.CodeProviderUnavailable, fmt.Errorf("ask the demo bank: %w", err))
	}
	n, err := p.answer(ask, answer)
	if err != nil {
		return pay.Notice{}, refuse(fmt.Errorf("answer to a query: %w", err))
	}
	return n, nil
}

func (p *Provider) post(ctx context.Context, form url.Values) (url.Values, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.c.Address+"/query", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := p.c.HTTP.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, err
	case response.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("status %d", response.StatusCode)
	case len(body) > maxAnswer || !utf8.Valid(body):
		return nil, errors.New("the answer is too long or not UTF-8")
	}
	return url.ParseQuery(string(body))
}

func (p *Provider) answer(ask, answer url.Values) (pay.Notice, error) {
	fields, err := collect(pay.Message{Form: answer})
	if err != nil {
		return pay.Notice{}, err
	}
	if err := p.check(fields, answerColumns()); err != nil {
		return pay.Notice{}, err
	}
	for _, name := range []string{fieldRef, fieldNonce} {
		if fields[name] != ask.Get(name) {
			return pay.Notice{}, fmt.Errorf("%s is that of another query", name)
		}
	}
	said, err := time.Parse(stamp, fields[fieldMoment])
	if err != nil || p.c.Machine.Now().Sub(said).Abs() > window {
		return pay.Notice{}, fmt.Errorf("%s is more than %s from our clock", fieldMoment, window)
	}
	if fields[fieldService] != serviceAnswer {
		return pay.Notice{}, wrong(fieldService)
	}
	none := pay.Notice{Provider: p.c.Code, Ref: pay.Number(fields[fieldRef]), Channel: pay.ChannelQuery}
	if fields[fieldStatus] == statusNone {
		return none, nil
	}
	n, err := statement(fields[fieldStatus], fields)
	n.Provider, n.Channel = none.Provider, none.Channel
	return n, err
}
