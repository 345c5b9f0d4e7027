package catalogue_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/pay"
)

var today = time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)

// shelf keeps versions in memory, as a store does.
type shelf struct {
	mu       sync.Mutex
	versions []pay.CatalogueVersion
	broken   error
	reads    int
}

func (s *shelf) AddCatalogue(_ context.Context, v pay.CatalogueVersion) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v.Version = int64(len(s.versions) + 1)
	s.versions = append(s.versions, v)
	return v.Version, s.broken
}

func (s *shelf) CatalogueVersions(context.Context) ([]pay.CatalogueVersion, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.versions)
	slices.Reverse(all)
	return all, s.broken
}

func (s *shelf) CatalogueVersion(_ context.Context, version int64) (pay.CatalogueVersion, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	if version < 1 || version > int64(len(s.versions)) {
		return pay.CatalogueVersion{}, pay.ErrNotFound
	}
	return s.versions[version-1], s.broken
}

func (s *shelf) LatestCatalogue(_ context.Context, at time.Time) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.versions) - 1; i >= 0; i-- {
		if !s.versions[i].ValidFrom.After(at) {
			return int64(i + 1), s.broken
		}
	}
	return 0, errors.Join(pay.ErrNotFound, s.broken)
}

type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func publish(t *testing.T, s *shelf, c *pay.Catalogue, now time.Time) catalogue.Published {
	t.Helper()
	p, err := catalogue.Publish(t.Context(), s, c, "test", now)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func open(t *testing.T, s *shelf, business pay.Clock) *catalogue.Live {
	t.Helper()
	l, err := catalogue.Open(t.Context(), s, business, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestPublishedCatalogueIsLoadedTheSame(t *testing.T) {
	t.Parallel()
	s, want := &shelf{}, sample(t)
	publish(t, s, want, today)
	got, err := catalogue.Load(t.Context(), s, 1)
	if err != nil {
		t.Fatal(err)
	}
	want.Version, want.ValidFrom = 1, today
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if v := s.versions[0]; v.By != "test" || !v.Imported.Equal(today) {
		t.Errorf("stored by %q at %s", v.By, v.Imported)
	}
}

func TestPublish(t *testing.T) {
	t.Parallel()
	s, c := &shelf{}, sample(t)
	first := publish(t, s, c, today)
	if diff := cmp.Diff(catalogue.Published{Version: 1, ValidFrom: today}, first); diff != "" {
		t.Error(diff)
	}
	again := publish(t, s, sample(t), today.Add(time.Hour))
	if diff := cmp.Diff(catalogue.Published{Version: 1, ValidFrom: today, Known: true}, again); diff != "" {
		t.Errorf("the same again: %s", diff)
	}
	c.Providers["HABALV22"].Active = true
	c.ValidFrom = today.AddDate(0, 0, -1)
	if p := publish(t, s, c, today.Add(time.Hour)); p.Version != 2 || !p.ValidFrom.Equal(today.Add(time.Hour)) {
		t.Errorf("a version of yesterday is %+v, want it from now on", p)
	}
	c.Providers["HABALV22"].Active = false
	c.ValidFrom = today.AddDate(0, 1, 0)
	if p := publish(t, s, c, today.Add(time.Hour)); p.Version != 3 || !p.ValidFrom.Equal(c.ValidFrom) {
		t.Errorf("a version of next month is %+v", p)
	}
	// The same content earlier is something else: it must not wait.
	c.ValidFrom = time.Time{}
	if p := publish(t, s, c, today.Add(2*time.Hour)); p.Known || p.Version != 4 {
		t.Errorf("the same at once is %+v, want a version of its own", p)
	}
	s.broken = errors.New("disk full")
	if _, err := catalogue.Publish(t.Context(), s, c, "test", today); !errors.Is(err, s.broken) {
		t.Errorf("error %v, want the store's", err)
	}
}

func TestLoadNoticesDamage(t *testing.T) {
	t.Parallel()
	s := &shelf{}
	publish(t, s, sample(t), today)
	s.versions[0].Content = []byte(`{"providers": []}`)
	if _, err := catalogue.Load(t.Context(), s, 1); err == nil {
		t.Error("loaded a version whose content is another's")
	}
	if _, err := catalogue.Load(t.Context(), s, 2); !errors.Is(err, pay.ErrNotFound) {
		t.Errorf("a version that is not there: %v, want pay.ErrNotFound", err)
	}
}

func TestLiveFollowsTheStoreAndTheBusinessClock(t *testing.T) {
	t.Parallel()
	s, now := &shelf{}, &clock{today}
	l := open(t, s, now)
	if c := l.Current(); c.Version != 0 || len(c.Steps) != 0 {
		t.Errorf("an empty store gives %+v", c)
	}
	refresh := func() {
		t.Helper()
		if err := l.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	c := sample(t)
	publish(t, s, c, today)
	c.Institutions["VRAA"].Certificates = c.Institutions["VRAA"].Certificates[:1]
	c.ValidFrom = today.AddDate(0, 0, 1)
	publish(t, s, c, today)

	refresh()
	first := l.Current()
	if first.Version != 1 {
		t.Fatalf("version %d is in force, want 1", first.Version)
	}
	for f, want := range map[pay.Fingerprint]pay.InstitutionCode{{1}: "VRAA", {2}: "VRAA", {3}: "PARAUGPILS", {4}: ""} {
		if got, ok := l.Owner(f); got != want || ok != (want != "") {
			t.Errorf("owner of %s is %q, want %q", f, got, want)
		}
	}
	refresh()
	if l.Current() != first {
		t.Error("the same version was loaded again")
	}
	now.now = today.AddDate(0, 0, 1)
	refresh()
	if v := l.Current().Version; v != 2 {
		t.Errorf("when its day has come version %d is in force, want 2", v)
	}
	if _, ok := l.Owner(pay.Fingerprint{2}); ok {
		t.Error("a certificate that was taken out still has an owner")
	}
	if old, err := l.At(t.Context(), 1); err != nil || old != first {
		t.Errorf("version 1 is %p, %v, want the one that was in force", old, err)
	}
}

func TestLiveKeepsWhatItHasWhenTheStoreFails(t *testing.T) {
	t.Parallel()
	s, now := &shelf{}, &clock{today}
	publish(t, s, sample(t), today)
	l := open(t, s, now)
	c := sample(t)
	c.Providers["HABALV22"].Active = true
	publish(t, s, c, today)
	s.broken = errors.New("no connection")
	if err := l.Refresh(t.Context()); !errors.Is(err, s.broken) {
		t.Errorf("error %v, want the store's", err)
	}
	if v := l.Current().Version; v != 1 {
		t.Errorf("version %d is in force, want 1", v)
	}
	if _, err := catalogue.Open(t.Context(), s, now, slog.New(slog.DiscardHandler)); !errors.Is(err, s.broken) {
		t.Errorf("opened without a store: %v", err)
	}
}

func TestAtRemembersOldVersions(t *testing.T) {
	t.Parallel()
	s, c := &shelf{}, sample(t)
	for i := range 12 {
		c.Steps["DEM11"].Positions["1"].UnitPrice = int64(100 + i)
		publish(t, s, c, today)
	}
	l := open(t, s, &clock{today})
	for version := int64(1); version <= 12; version++ {
		for range 2 {
			got, err := l.At(t.Context(), version)
			if err != nil || got.Steps["DEM11"].Positions["1"].UnitPrice != 99+version {
				t.Fatalf("version %d: %v, %v", version, got, err)
			}
		}
	}
	if s.reads != 12 {
		t.Errorf("the store was read %d times, want once for each version", s.reads)
	}
	if _, err := l.At(t.Context(), 13); !errors.Is(err, pay.ErrNotFound) {
		t.Errorf("a version that is not there: %v, want pay.ErrNotFound", err)
	}
}

func TestRunRefreshesAtEveryTick(t *testing.T) {
	t.Parallel()
	s := &shelf{}
	l := open(t, s, &clock{today})
	publish(t, s, sample(t), today)
	ctx, stop := context.WithCancel(t.Context())
	tick, done := make(chan time.Time), make(chan struct{})
	go func() {
		l.Run(ctx, tick)
		close(done)
	}()
	tick <- today
	tick <- today // taken only when the first refresh is over
	if v := l.Current().Version; v != 1 {
		t.Errorf("version %d is in force, want 1", v)
	}
	stop()
	<-done
}

func TestAsOf(t *testing.T) {
	t.Parallel()
	s, c := &shelf{}, sample(t)
	business := &clock{today}
	l := open(t, s, business)
	publish(t, s, c, today)
	delete(c.Steps, "KRT01")
	publish(t, s, c, today.Add(time.Hour))
	business.now = today.Add(2 * time.Hour)
	if err := l.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		at   time.Time
		want int64
	}{{today.Add(-time.Second), 0}, {today, 1}, {today.Add(59 * time.Minute), 1}, {today.Add(time.Hour), 2}} {
		got, err := l.AsOf(t.Context(), tc.at)
		if err != nil || got.Version != tc.want {
			t.Errorf("as of %s: %v, %v, want version %d", tc.at, got, err, tc.want)
		}
	}
	s.broken = errors.New("no store")
	if _, err := l.AsOf(t.Context(), today); err == nil {
		t.Error("no error although the store does not answer")
	}
}
