package pdf

import (
	"compress/zlib"
	"embed"
	"fmt"
)

//go:embed font/NotoSans-Regular.ttf font/NotoSans-Bold.ttf
var notoSans embed.FS

// NotoSans is the pair of fonts that the package carries (font/README.md).
func NotoSans() (regular, bold *Font, err error) {
	read := func(weight string, isBold bool) (*Font, error) {
		file, err := notoSans.ReadFile("font/NotoSans-" + weight + ".ttf")
		if err != nil {
			return nil, fmt.Errorf("read the font: %w", err)
		}
		return ParseFont("NotoSans-"+weight, file, isBold)
	}
	if regular, err = read("Regular", false); err != nil {
		return nil, nil, err
	}
	if bold, err = read("Bold", true); err != nil {
		return nil, nil, err
	}
	return regular, bold, nil
}

// Press prints documents. It keeps what they share, the fonts and the colour
// profile, as the bytes with which each file begins.
type Press struct {
	compress *compressor
	head     []byte        // header of the file and the shared objects
	offsets  []int         // of the shared objects, number 1 first
	fonts    map[*Font]int // index of the font, its name on pages is /F and that
	fontRefs []ref         // of the fonts, by index
	profile  ref
}

// NewPress prepares the fonts that documents may use. What is shared is
// compressed as well as can be, since it is done once.
func NewPress(fonts ...*Font) *Press {
	best := &compressor{level: zlib.BestCompression}
	p := &Press{compress: &compressor{level: level}, fonts: map[*Font]int{}}
	p.head = append(p.head, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"...)
	for i, f := range fonts {
		first := ref(len(p.offsets) + 1)
		for _, body := range f.objects(first, best) {
			p.share(body)
		}
		p.fonts[f] = i
		p.fontRefs = append(p.fontRefs, ref(len(p.offsets)))
	}
	p.share(best.stream("/N 3", srgb()))
	p.profile = ref(len(p.offsets))
	return p
}

func (p *Press) share(body []byte) {
	p.offsets = append(p.offsets, len(p.head))
	p.head = appendObject(p.head, ref(len(p.offsets)), body)
}

// appendObject writes a numbered object of the file.
func appendObject(b []byte, number ref, body []byte) []byte {
	b = fmt.Appendf(b, "%d 0 obj\n", number)
	b = append(b, body...)
	return append(b, "\nendobj\n"...)
}

// New begins a document.
func (p *Press) New(info Info) *Document {
	return &Document{press: p, info: info, root: &Element{tag: "Document"}}
}
