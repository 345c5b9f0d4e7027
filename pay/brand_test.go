package pay_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"testing"

	"viss.gov.lv/mm/pay"
)

func TestContrast(t *testing.T) {
	t.Parallel()
	black, white := pay.Colour{}, pay.White()
	for _, x := range []struct {
		a, b string
		want float64 // as WCAG's own calculators say, to two places
	}{
		{"#000000", "#ffffff", 21}, {"#ffff00", "#000000", 19.56}, {"#777777", "#ffffff", 4.48}, {"#ff0000", "#ffffff", 4.00},
	} {
		a, errA := pay.ParseColour(x.a)
		b, errB := pay.ParseColour(x.b)
		if got := a.Contrast(b); errA != nil || errB != nil || got < x.want-0.006 || got > x.want+0.006 || got != b.Contrast(a) {
			t.Errorf("%s on %s: %.3f, want %.2f (%v, %v)", x.a, x.b, got, x.want, errA, errB)
		}
	}
	if got := black.Mix(white, 0.5).String(); got != "#808080" {
		t.Errorf("half black, half white is %s", got)
	}
	for _, bad := range []string{"", "17564d", "#17564", "#17564g", "#17564d0", "red", "#+7564d"} {
		if c, err := pay.ParseColour(bad); err == nil {
			t.Errorf("%q is read as %s", bad, c)
		}
	}
}

// picture draws a PNG; noise keeps it from being packed.
func picture(t *testing.T, width, height int, noise bool) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	if noise {
		r := rand.New(rand.NewPCG(1, 2))
		for i := range m.Pix {
			m.Pix[i] = uint8(r.Uint32())
		}
	}
	m.Set(0, 0, color.Black)
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLogo(t *testing.T) {
	t.Parallel()
	good := picture(t, 120, 60, false)
	logo, err := pay.NewLogo(good)
	if err != nil || logo.Width != 120 || logo.Height != 60 || logo.Digest == [32]byte{} {
		t.Fatalf("%+v, %v", logo, err)
	}
	for name, content := range map[string][]byte{
		"nothing":   nil,
		"a drawing": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"cut short": good[:len(good)-20],
		"too wide":  picture(t, pay.LogoWidth+1, 10, false),
		"too high":  picture(t, 10, pay.LogoHeight+1, false),
		"too heavy": picture(t, 100, 100, true),
	} {
		if _, err := pay.NewLogo(content); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
