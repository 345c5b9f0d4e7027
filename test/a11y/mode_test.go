package a11y_test

import (
	"fmt"
	"net/url"
	"testing"
)

// mode is how a payer sees a page.
type mode struct {
	Size     string
	Contrast string // empty: the ordinary one
	Dark     bool   // the device prefers dark
	Width    int64
	Scripts  bool
}

func sizes() []string     { return []string{"font-size-100", "font-size-125", "font-size-150"} }
func contrasts() []string { return []string{"", "black-on-yellow", "yellow-on-black"} }

// display is the mode as an address says it.
func (m mode) display(language string) string {
	q := url.Values{"language": {language}, "fs": {m.Size}, "bm": {m.Contrast}}
	if m.Contrast == "" {
		q.Set("bm", "normal")
	}
	return "&" + q.Encode()
}

func (m mode) String() string {
	contrast, scripts := m.Contrast, "scripts"
	switch {
	case m.Contrast == "" && m.Dark:
		contrast = "dark"
	case m.Contrast == "":
		contrast = "light"
	}
	if !m.Scripts {
		scripts = "plain"
	}
	return fmt.Sprintf("%s-%s-%d-%s", contrast, m.Size, m.Width, scripts)
}

// allModes are all there are. What the device prefers means nothing to those
// who chose two colours.
func allModes() []mode {
	var modes []mode
	for _, size := range sizes() {
		for _, contrast := range contrasts() {
			for _, dark := range []bool{false, true} {
				for _, width := range []int64{320, 1280} {
					for _, scripts := range []bool{true, false} {
						if contrast == "" || !dark {
							modes = append(modes, mode{size, contrast, dark, width, scripts})
						}
					}
				}
			}
		}
	}
	return modes
}

// pairs are the pairs of choices that a mode holds. What the device prefers is
// about colours alone, so it is paired with widths and scripts, but not with the
// size of letters.
func (m mode) pairs() []string {
	size, width, scripts := m.Size, fmt.Sprint(m.Width), fmt.Sprint("scripts ", m.Scripts)
	contrast, look := "contrast "+m.Contrast, "look "+m.Contrast
	if m.Dark {
		look = "look dark"
	}
	return []string{
		size + contrast, size + width, size + scripts,
		look + width, look + scripts,
		width + scripts,
	}
}

// coveringModes are a few modes in which every pair of choices occurs: the one
// that adds most pairs is taken next.
func coveringModes() []mode {
	missing := map[string]bool{}
	for _, m := range allModes() {
		for _, p := range m.pairs() {
			missing[p] = true
		}
	}
	var chosen []mode
	for len(missing) > 0 {
		var best mode
		most := 0
		for _, m := range allModes() {
			adds := 0
			for _, p := range m.pairs() {
				if missing[p] {
					adds++
				}
			}
			if adds > most {
				best, most = m, adds
			}
		}
		chosen = append(chosen, best)
		for _, p := range best.pairs() {
			delete(missing, p)
		}
	}
	return chosen
}

func modes() []mode {
	if *all {
		return allModes()
	}
	return coveringModes()
}

func TestModes(t *testing.T) {
	t.Parallel()
	if n := len(allModes()); n != 48 {
		t.Errorf("%d modes, want 3 sizes × 4 looks × 2 widths × 2", n)
	}
	chosen := coveringModes()
	t.Logf("%d modes cover all pairs: %v", len(chosen), chosen)
	if len(chosen) < 9 || len(chosen) > 11 { // 3 sizes × 3 contrasts are 9 pairs at least
		t.Errorf("%d modes cover all pairs, want 9 to 11", len(chosen))
	}
}
