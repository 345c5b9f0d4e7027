package pay

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"image/png"
	"math"
	"strconv"
)

// Brand is how an institution's pages may be recognised as its own. The zero
// Brand is none.
type Brand struct {
	Accent *Colour // of buttons and of the band on top; nil: MM's own
	Logo   *Logo   // nil: none, the name stands alone
}

// Colour is an sRGB colour.
type Colour struct{ R, G, B uint8 }

// White is the colour of the letters on an accent colour.
func White() Colour { return Colour{255, 255, 255} }

// ReadableContrast is the least contrast of text with what it stands on
// (WCAG 2.2, success criterion 1.4.3).
const ReadableContrast = 4.5

var errColour = errors.New("want a colour as #17564d")

// ParseColour reads a colour as style sheets write it: #17564d.
func ParseColour(s string) (Colour, error) {
	if len(s) != 7 || s[0] != '#' {
		return Colour{}, errColour
	}
	n, err := strconv.ParseUint(s[1:], 16, 24)
	if err != nil {
		return Colour{}, errColour
	}
	return Colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, nil
}

// String is the colour as ParseColour reads it.
func (c Colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Contrast is the contrast ratio of two colours, from 1 to 21 (WCAG 2.2,
// definition of contrast ratio).
func (c Colour) Contrast(other Colour) float64 {
	a, b := c.luminance(), other.luminance()
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// Mix is the colour with a part of another, from 0 (none) to 1 (all of it).
func (c Colour) Mix(other Colour, part float64) Colour {
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-part) + float64(b)*part)) }
	return Colour{mix(c.R, other.R), mix(c.G, other.G), mix(c.B, other.B)}
}

// luminance is the relative luminance (WCAG 2.2, definition).
func (c Colour) luminance() float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// Logo is a picture in PNG. It is no drawing in SVG, which is a program to a
// browser, and not WebP, which phones of 2016 do not know.
type Logo struct {
	PNG           []byte
	Digest        [32]byte // SHA-256 of PNG
	Width, Height int      // in pixels
}

// Bounds of a logo. With the largest one a page still weighs less than 60 KB.
const (
	LogoBytes  = 16 << 10
	LogoWidth  = 800
	LogoHeight = 400
)

// NewLogo checks a picture: it is PNG, whole, and within the bounds.
func NewLogo(content []byte) (*Logo, error) {
	if len(content) > LogoBytes {
		return nil, fmt.Errorf("want at most %d bytes, not %d", LogoBytes, len(content))
	}
	size, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, errors.New("want a picture in PNG")
	}
	if size.Width > LogoWidth || size.Height > LogoHeight {
		return nil, fmt.Errorf("want at most %d × %d pixels, not %d × %d", LogoWidth, LogoHeight, size.Width, size.Height)
	}
	if _, err := png.Decode(bytes.NewReader(content)); err != nil {
		return nil, errors.New("the picture is broken")
	}
	return &Logo{PNG: content, Digest: sha256.Sum256(content), Width: size.Width, Height: size.Height}, nil
}
