package catalogue

import (
	"encoding/base64"
	"fmt"
	"strings"

	"viss.gov.lv/mm/pay"
)

// pngData begins the text of a logo.
const pngData = "data:image/png;base64,"

// brand reads how an institution's pages look; nothing when it does not say.
func (r *reader) brand(m *members) pay.Brand {
	n := m.optional("brand")
	if n == nil {
		return pay.Brand{}
	}
	b := r.members(n, m.path("brand"))
	var brand pay.Brand
	if s := b.maybe("accent", accent); s != "" {
		if c, err := pay.ParseColour(s); err == nil {
			brand.Accent = &c
		}
	}
	if s := b.maybe("logo", logo); s != "" {
		brand.Logo, _ = logoOf(s)
	}
	b.done()
	return brand
}

// accent is a colour on which white letters can be read.
func accent(s string) string {
	c, err := pay.ParseColour(s)
	if err != nil || s != c.String() {
		return "a colour in small letters, as in #17564d"
	}
	if got := c.Contrast(pay.White()); got < pay.ReadableContrast {
		return fmt.Sprintf("a darker colour: white letters on it have a contrast of %.1f, and %.1f are needed", got, pay.ReadableContrast)
	}
	return ""
}

// logo is a picture as a data address.
func logo(s string) string {
	if _, err := logoOf(s); err != nil {
		return "a logo as " + pngData + "…: " + err.Error()
	}
	return ""
}

func logoOf(s string) (*pay.Logo, error) {
	encoded, ok := strings.CutPrefix(s, pngData)
	if !ok {
		return nil, fmt.Errorf("does not begin with %s", pngData)
	}
	content, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, err
	}
	return pay.NewLogo(content)
}

func brandNode(b pay.Brand) *node {
	n := &node{kind: object}
	if b.Accent != nil {
		n.add("accent", textNode(b.Accent.String()))
	}
	if b.Logo != nil {
		n.add("logo", textNode(pngData+base64.StdEncoding.EncodeToString(b.Logo.PNG)))
	}
	return n
}
