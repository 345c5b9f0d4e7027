package a11y_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/page"
)

// posed are the modes in which pictures are taken, by what they are called.
func posed() map[string]mode {
	return map[string]mode{
		"desk":   {Size: "font-size-100", Width: 1280, Scripts: true},
		"phone":  {Size: "font-size-100", Width: 375, Scripts: true},
		"dark":   {Size: "font-size-100", Dark: true, Width: 375, Scripts: true},
		"large":  {Size: "font-size-150", Contrast: "black-on-yellow", Width: 320},
		"yellow": {Size: "font-size-125", Contrast: "yellow-on-black", Width: 1280, Scripts: true},
	}
}

// Pictures of all pages, for people to look at: make shots DIR=… . Each page in
// each pose, in both languages, as it would be on a roll of paper; and the pages
// that people print as they would be printed.
func TestShots(t *testing.T) {
	if *shots == "" {
		t.Skip("no folder is given")
	}
	if err := os.MkdirAll(*shots, 0o755); err != nil {
		t.Fatal(err)
	}
	demo := startDemo(t)
	b := newTab(t)
	if err := b.standStill(); err != nil {
		t.Fatal(err)
	}
	for _, p := range slices.Concat(scenePlaces(t), demo.places(t)) {
		for pose, m := range posed() {
			for language, tag := range map[string]string{"LAT": "lv", "ENG": "en"} {
				if err := b.open(p.at(t, m, language), m); err != nil {
					t.Fatal(err)
				}
				b.shoot(t, filepath.Join(*shots, fmt.Sprintf("%s.%s.%s.png", p.name, pose, tag)))
			}
		}
		if p.name == "paid" || p.name == "already" {
			b.print(t, filepath.Join(*shots, p.name+".pdf"))
		}
	}
}

// shoot takes a picture of the whole page.
func (b *tab) shoot(t *testing.T, file string) {
	t.Helper()
	size, err := call(b, page.GetLayoutMetrics, struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	whole := true
	shot, err := call(b, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format: "png", CaptureBeyondViewport: &whole,
		Clip: &page.Viewport{Width: size.CSSContentSize.Width, Height: size.CSSContentSize.Height, Scale: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, shot.Data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// print prints the page that is open.
func (b *tab) print(t *testing.T, file string) {
	t.Helper()
	a4 := page.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69} // inches
	printed, err := call(b, page.PrintToPDF, a4)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, printed.Data, 0o644); err != nil {
		t.Fatal(err)
	}
}
