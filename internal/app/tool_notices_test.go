package app

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
)

// With these master keys the tools' tests take place.
const (
	testMaster       = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
	testFormerMaster = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="
)

// noticeOperator is an operator with the sample catalogue and a master key.
func noticeOperator(t *testing.T) *Operator {
	t.Helper()
	o := newOperator(t)
	sample, err := catalogue.Sample(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := catalogue.Publish(t.Context(), o.db, sample, "tester", noon().Now()); err != nil {
		t.Fatal(err)
	}
	if err := o.prepare(t.Context()); err != nil { // it has read the catalogue before there was one
		t.Fatal(err)
	}
	return o
}

func (o *Operator) useMaster(t *testing.T, present, former string) {
	t.Helper()
	o.config.Notifications = config.Notifications{MasterKey: config.NewSecret(present), PreviousMasterKey: config.NewSecret(former)}
	if err := o.prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestNoticeKeys(t *testing.T) {
	t.Parallel()
	o := noticeOperator(t)
	keys := func(_ context.Context, w io.Writer) error { return o.NoticeKeys(w, "VRAA", "KRT") }
	compareOutput(t, "notices/keys", t.TempDir(), printed(t, keys))
	o.useMaster(t, testMaster, testFormerMaster)
	compareOutput(t, "notices/rotation", t.TempDir(), printed(t, keys))
	for _, c := range []struct{ institution, service, want string }{
		{"VRAA", "DEM", "of VRAA only these are told by signed notices: KRT"}, {"PARAUGPILS", "", "no service of PARAUGPILS"}, {"NONE", "", "no service of NONE"},
	} {
		if err := o.NoticeKeys(io.Discard, c.institution, c.service); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: %v", c.institution, c.service, err)
		}
	}
	o.useMaster(t, "", "")
	if err := o.NoticeKeys(io.Discard, "VRAA", ""); err == nil || !strings.Contains(err.Error(), "notifications.masterKey") {
		t.Errorf("without a master key: %v", err)
	}
}

// Whoever imports a catalogue is told when nothing of it can be signed.
func TestImportTellsOfNoticesWithoutAMasterKey(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "catalogue.yaml")
	writeFile(t, file, string(catalogue.SampleFile()))
	o := newOperator(t)
	o.useMaster(t, "", "")
	const warning = "warning: signed notices are wanted by VRAA KRT, but notifications.masterKey is not configured"
	if said := printed(t, importing(o, file, false)); !strings.Contains(said, warning) {
		t.Errorf("it says:\n%s", said)
	}
	o.useMaster(t, testMaster, "")
	if said := printed(t, importing(o, file, false)); strings.Contains(said, "notices are wanted") {
		t.Errorf("with a master key it says:\n%s", said)
	}
}

func TestChecksOfNotices(t *testing.T) {
	t.Parallel()
	sample, err := catalogue.Sample(nil)
	if err != nil {
		t.Fatal(err)
	}
	without, err := catalogue.Sample(nil)
	if err != nil {
		t.Fatal(err)
	}
	without.Steps["KRT01"].Notices = nil
	keys := func(present, former string) config.Config {
		return config.Config{Notifications: config.Notifications{MasterKey: config.NewSecret(present), PreviousMasterKey: config.NewSecret(former)}}
	}
	for name, c := range map[string]struct {
		found Findings
		want  []string
	}{
		"nobody wants them":      {checkNotices(keys("", ""), without), nil},
		"no master key":          {checkNotices(keys("", ""), sample), []string{"FAIL notices"}},
		"all is there":           {checkNotices(keys(testMaster, ""), sample), []string{"ok notices"}},
		"the former one, too":    {checkNotices(keys(testMaster, testFormerMaster), sample), []string{"ok notices", "warn notices"}},
		"the former one for one": {checkNotices(keys(testMaster, testFormerMaster), without), []string{"warn notices"}},
	} {
		var got []string
		for _, f := range c.found {
			got = append(got, strings.TrimSpace(string(f.Level))+" "+f.What)
		}
		if strings.Join(got, ", ") != strings.Join(c.want, ", ") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// owedTo keeps deliveries of an institution to a request of its own.
func (o *Operator) owedTo(t *testing.T, at time.Time, states ...pay.DeliveryState) []pay.ID {
	t.Helper()
	ids := newIdentifiers(o.clock)
	request, err := ids.NewID()
	if err != nil {
		t.Fatal(err)
	}
	deliveries := make([]pay.ID, len(states))
	for i := range states {
		if deliveries[i], err = ids.NewID(); err != nil {
			t.Fatal(err)
		}
	}
	err = o.db.Update(t.Context(), func(tx pay.Tx) error {
		tx.AddRequest(&pay.Request{ID: request, Number: pay.NumberOf(7), Institution: "VRAA", Step: "KRT01", Created: at, Expires: at, State: pay.RequestPaid, Letter: "E"})
		for i, state := range states {
			tx.AddDelivery(pay.Delivery{
				ID: deliveries[i], Kind: pay.DeliverServerResponse, Institution: "VRAA", Request: request, Target: "https://a.example/?id=1",
				Letter: "E", LetterSeq: 1, State: state, Created: at, Done: at, Tries: 1, LastResult: "200",
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return deliveries
}

func TestReplayDeliveries(t *testing.T) {
	t.Parallel()
	o := noticeOperator(t)
	ids := o.owedTo(t, noon().Now(), pay.DeliveryAccepted, pay.DeliveryFailed, pay.DeliverySuperseded)
	replaying := func(options ReplayOptions, yes bool) func(context.Context, io.Writer) error {
		return func(ctx context.Context, w io.Writer) error { return o.ReplayDeliveries(ctx, w, options, yes) }
	}
	today := ReplayOptions{Institution: "VRAA", From: "2026-11-22", Till: "2026-11-22"}
	for _, c := range []struct {
		options ReplayOptions
		yes     bool
		want    string
	}{
		{ReplayOptions{IDs: []string{ids[0].String()}}, false, "Would make 1 delivery once more. Add --yes to do it.\n"},
		{today, false, "Would make 2 deliveries once more. Add --yes to do it.\n"},
		{ReplayOptions{Institution: "VRAA", From: "2026-11-22", Till: "2026-11-22T11:59:59"}, false, "There are no such deliveries that could be made once more.\n"},
		{ReplayOptions{Institution: "PARAUGPILS", From: "2026-11-22", Till: "2026-11-22"}, false, "There are no such deliveries that could be made once more.\n"},
		{ReplayOptions{Institution: "VRAA", From: "2026-11-22", Till: "2026-11-22", State: "failed"}, true, "Due now: 1 delivery. A running instance begins within seconds.\n"},
		{today, true, "Due now: 2 deliveries. A running instance begins within seconds.\n"},
	} {
		if got := printed(t, replaying(c.options, c.yes)); got != c.want {
			t.Errorf("%+v: %q, want %q", c.options, got, c.want)
		}
	}
	for _, c := range []struct {
		options ReplayOptions
		want    string
	}{
		{ReplayOptions{}, "name deliveries, or give --institution"},
		{ReplayOptions{IDs: []string{ids[0].String()}, State: "failed"}, "but not both"},
		{ReplayOptions{Institution: "VRAA", From: "2026-11-22"}, "--till"},
		{ReplayOptions{IDs: []string{"7"}}, "is not the identifier of a delivery"},
		{ReplayOptions{IDs: []string{pay.ID{9}.String()}}, "not found"},
		{ReplayOptions{IDs: []string{ids[2].String()}}, "is superseded"},
		{ReplayOptions{Institution: "VRAA", From: "soon", Till: "later"}, `--from: "soon"`},
		{ReplayOptions{Institution: "VRAA", From: "2026-11-23", Till: "2026-11-22"}, "--till is before --from"},
	} {
		if err := o.ReplayDeliveries(t.Context(), io.Discard, c.options, true); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.options, err, c.want)
		}
	}
}

// A list shows what a notice tells, and of which request.
func TestListOfDeliveries(t *testing.T) {
	t.Parallel()
	o := noticeOperator(t)
	ids := o.owedTo(t, noon().Now(), pay.DeliveryAccepted)
	d, err := o.db.Delivery(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	err = o.db.Update(t.Context(), func(tx pay.Tx) error {
		r, err := tx.Lock(d.Request)
		if err != nil {
			return err
		}
		e := pay.Event{Request: r.ID, Seq: 1, News: 1, At: noon().Now(), Kind: pay.EventLetterChanged, Letter: "E", Data: map[string]string{"to": "E"}}
		tx.AddEvent(e)
		return notify.Owe(tx, pay.Owed{Request: r, News: []pay.Event{e}, At: e.At, Notices: &pay.Notices{Address: "https://b.example/"}, NewID: func() pay.ID { return pay.ID{0xff} }})
	})
	if err != nil {
		t.Fatal(err)
	}
	said := printed(t, func(ctx context.Context, w io.Writer) error { return o.ListDeliveries(ctx, w, "", "VRAA", "", 10) })
	lines := strings.Split(said, "\n")
	for i, want := range [][]string{{"NEWS"}, {"signed notice", "waiting", string(pay.NumberOf(7)), "1 payment-request.paid", "https://b.example/"}, {"server response", "accepted", string(pay.NumberOf(7))}} {
		for _, text := range want {
			if !strings.Contains(lines[i], text) {
				t.Errorf("line %d lacks %q:\n%s", i, text, said)
			}
		}
	}
}
