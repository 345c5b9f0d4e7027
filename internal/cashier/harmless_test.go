package cashier_test

import (
	"context"
	"errors"
	"testing"

	"viss.gov.lv/mm/pay"
)

func TestHarmlessWorkIsAnsweredOnceForItsKey(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	done := 0
	var refused error
	work := func(context.Context) (pay.Answer, error) {
		done++
		return pay.Answer{Status: 202, Body: []byte{byte('0' + done)}}, refused
	}
	call := func(key string, digest byte) (pay.Answer, error) {
		return d.Harmless(t.Context(), owner, pay.Once{Operation: "op", Key: key, Digest: [32]byte{digest}}, work)
	}
	for _, c := range []struct {
		key    string
		digest byte
		want   string
		again  bool
		code   pay.Code
	}{
		{key: "", want: "1"},
		{key: "", want: "2"},
		{key: "a", want: "3"},
		{key: "a", want: "3", again: true},
		{key: "a", digest: 1, code: pay.CodeIdempotencyConflict},
		{key: "b", want: "4"},
	} {
		got, err := call(c.key, c.digest)
		if c.code != "" {
			if pay.CodeOf(err) != c.code {
				t.Errorf("key %q: %v, want %s", c.key, err, c.code)
			}
			continue
		}
		if err != nil || string(got.Body) != c.want || got.Again != c.again || got.Status != 202 {
			t.Errorf("key %q: %+v, %v, want %s", c.key, got, err, c.want)
		}
	}
	refused = errors.New("not now")
	if _, err := call("c", 0); !errors.Is(err, refused) {
		t.Errorf("%v", err)
	}
	refused = nil
	if got, err := call("c", 0); err != nil || got.Again {
		t.Errorf("after a refusal the key is not free: %+v, %v", got, err)
	}
}

// A twin at the same time may do the work as well; both get one answer.
func TestTwinsOfHarmlessWorkGetOneAnswer(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	once := pay.Once{Operation: "op", Key: "a"}
	first, err := d.Harmless(t.Context(), owner, once, func(ctx context.Context) (pay.Answer, error) {
		second, err := d.Harmless(ctx, owner, once, func(context.Context) (pay.Answer, error) {
			return pay.Answer{Status: 202, Body: []byte("second")}, nil
		})
		if err != nil || second.Again {
			t.Errorf("the second: %+v, %v", second, err)
		}
		return pay.Answer{Status: 202, Body: []byte("first")}, nil
	})
	if err != nil || string(first.Body) != "second" || !first.Again {
		t.Errorf("the first: %+v, %v", first, err)
	}
}
