package storetest

import (
	"context"
	"sync"

	"viss.gov.lv/mm/pay"
)

func durable(f *fixture) {
	var (
		all      sync.WaitGroup
		mu       sync.Mutex
		accepted []*pay.Request
	)
	for range 40 {
		r := f.Request("VRAA", 1)
		all.Go(func() {
			err := f.s.Update(f.Context(), func(tx pay.Tx) error {
				f.Save(tx, r)
				return nil
			})
			if err != nil {
				f.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			accepted = append(accepted, r)
		})
	}
	all.Wait()
	if err := f.s.Close(); err != nil {
		f.Fatal(err)
	}
	f.s = f.open()
	for _, r := range accepted {
		f.same("request after a restart", r, f.request(r.ID))
	}
}

func closed(f *fixture) {
	if err := f.s.Ping(f.Context()); err != nil {
		f.Fatal(err)
	}
	if err := f.s.Close(); err != nil {
		f.Fatal(err)
	}
	ran := false
	err := f.s.Update(f.Context(), func(tx pay.Tx) error {
		ran = true
		f.Save(tx, f.Request("VRAA", 1))
		return nil
	})
	if err == nil {
		f.Errorf("Update of a closed store gave no error (ran: %t)", ran)
	}
	if _, err := f.s.Request(f.Context(), f.ID()); err == nil {
		f.Error("Request of a closed store gave no error")
	}
	if err := f.s.Ping(f.Context()); err == nil {
		f.Error("Ping of a closed store gave no error")
	}
}

func schema(f *fixture) {
	r := f.saved("VRAA", 1)
	var all sync.WaitGroup
	for range 3 { // instances that start at the same time
		s := f.open()
		all.Go(func() {
			if err := s.Migrate(f.Context()); err != nil {
				f.Error(err)
			}
		})
	}
	all.Wait()
	f.same("what was there before", r, f.request(r.ID))
	has, needs, err := f.s.SchemaVersion(f.Context())
	if err != nil || has != needs || needs == 0 {
		f.Errorf("SchemaVersion = %d, %d, %v", has, needs, err)
	}
}

func clock(f *fixture) {
	offset := func(want int64) {
		f.Helper()
		if got, err := f.s.ClockOffset(f.Context()); err != nil || got.Milliseconds() != want {
			f.Errorf("offset %s, %v, want %d ms", got, err, want)
		}
	}
	offset(0)
	second := f.open()
	if got, err := second.AdvanceClock(f.Context(), 48*3600e9); err != nil || got != 48*3600e9 {
		f.Errorf("AdvanceClock = %s, %v", got, err)
	}
	offset(48 * 3600e3)
	if _, err := f.s.AdvanceClock(f.Context(), -1e9); err == nil {
		f.Error("the clock went back")
	}
	if got, err := f.s.AdvanceClock(f.Context(), 0); err != nil || got != 48*3600e9 {
		f.Errorf("AdvanceClock(0) = %s, %v", got, err)
	}
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if _, err := f.s.AdvanceClock(f.Context(), 1e9); err != nil {
				f.Error(err)
			}
		})
	}
	all.Wait()
	offset(48*3600e3 + 10e3)
}

func serials(f *fixture) {
	second := f.open()
	var (
		all  sync.WaitGroup
		mu   sync.Mutex
		seen = map[uint64]bool{}
	)
	for i := range 40 {
		s, count := []Store{f.s, second}[i%2], 1+i%7
		all.Go(func() {
			first, err := s.ReserveSerials(f.Context(), count)
			if err != nil {
				f.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			for n := first; n < first+uint64(count); n++ {
				if seen[n] {
					f.Errorf("serial %d was given twice", n)
				}
				seen[n] = true
			}
		})
	}
	all.Wait()
	for _, count := range []int{0, -1, pay.MaxSerial} {
		if first, err := f.s.ReserveSerials(f.Context(), count); err == nil {
			f.Errorf("ReserveSerials(%d) = %d, want an error", count, first)
		}
	}
	if _, err := f.s.ReserveSerials(f.Context(), 1); err != nil {
		f.Errorf("what cannot be reserved must not use the serials up: %v", err)
	}
}

func catalogue(f *fixture) {
	_, err := f.s.LatestCatalogue(f.Context(), at(0))
	f.fails("LatestCatalogue", err, pay.ErrNotFound)
	_, err = f.s.CatalogueVersion(f.Context(), 1)
	f.fails("CatalogueVersion", err, pay.ErrNotFound)

	var want []pay.CatalogueVersion
	for i, content := range []string{"first", "", "third"} {
		v := pay.CatalogueVersion{
			ValidFrom: at(0).AddDate(0, 0, []int{0, 7, 3}[i]), Imported: at(0), By: "uzturētājs",
			Digest: [32]byte{byte(i)}, Content: []byte(content),
		}
		if v.Version, err = f.s.AddCatalogue(f.Context(), v); err != nil {
			f.Fatal(err)
		}
		if v.Version != int64(i+1) {
			f.Errorf("version %d, want %d", v.Version, i+1)
		}
		got := need(f, func(ctx context.Context) (pay.CatalogueVersion, error) { return f.s.CatalogueVersion(ctx, v.Version) })
		f.same("version", v, got)
		v.Content = nil
		want = append([]pay.CatalogueVersion{v}, want...)
	}
	f.same("versions", want, need(f, f.s.CatalogueVersions))

	_, err = f.s.LatestCatalogue(f.Context(), at(-1))
	f.fails("before all", err, pay.ErrNotFound)
	for day, version := range map[int]int64{0: 1, 2: 1, 3: 3, 8: 3} { // the third replaces the second before that begins
		got, err := f.s.LatestCatalogue(f.Context(), at(0).AddDate(0, 0, day))
		if err != nil || got != version {
			f.Errorf("on day %d: version %d, %v, want %d", day, got, err, version)
		}
	}
}
