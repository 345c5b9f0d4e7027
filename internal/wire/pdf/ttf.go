package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
)

var errFont = errors.New("not a TrueType font that can be embedded")

// outline is what the writer needs of a TrueType file (Apple and Microsoft
// OpenType specification 1.9: head, hhea, maxp, hmtx, cmap format 4).
type outline struct {
	unitsPerEm      int
	ascent, descent int // of hhea
	box             [4]int
	advances        []uint16        // by glyph
	glyphs          map[rune]uint16 // of the basic plane
}

// tables cuts the file into its tables.
func tables(file []byte) (map[string][]byte, error) {
	if len(file) < 12 || binary.BigEndian.Uint32(file) != 0x00010000 {
		return nil, errFont
	}
	count := int(binary.BigEndian.Uint16(file[4:]))
	if len(file) < 12+16*count {
		return nil, errFont
	}
	found := make(map[string][]byte, count)
	for i := range count {
		entry := file[12+16*i:]
		from, length := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		if uint64(from)+uint64(length) > uint64(len(file)) {
			return nil, errFont
		}
		found[string(entry[:4])] = file[from : from+length]
	}
	return found, nil
}

// parseOutline reads a TrueType file.
func parseOutline(file []byte) (*outline, error) {
	t, err := tables(file)
	if err != nil {
		return nil, err
	}
	head, hhea, maxp := t["head"], t["hhea"], t["maxp"]
	if len(head) < 54 || len(hhea) < 36 || len(maxp) < 6 || t["glyf"] == nil || t["loca"] == nil {
		return nil, errFont
	}
	o := &outline{
		unitsPerEm: int(binary.BigEndian.Uint16(head[18:])),
		ascent:     signed(hhea[4:]),
		descent:    signed(hhea[6:]),
		box:        [4]int{signed(head[36:]), signed(head[38:]), signed(head[40:]), signed(head[42:])},
	}
	if o.unitsPerEm == 0 {
		return nil, errFont
	}
	count, metrics := int(binary.BigEndian.Uint16(maxp[4:])), int(binary.BigEndian.Uint16(hhea[34:]))
	if o.advances, err = advances(t["hmtx"], metrics, count); err != nil {
		return nil, err
	}
	if o.glyphs, err = characters(t["cmap"], count); err != nil {
		return nil, err
	}
	return o, nil
}

func signed(b []byte) int { return int(int16(binary.BigEndian.Uint16(b))) }

// advances reads hmtx: the last of the long metrics holds for the rest.
func advances(hmtx []byte, metrics, count int) ([]uint16, error) {
	if metrics == 0 || metrics > count || len(hmtx) < 4*metrics {
		return nil, errFont
	}
	all := make([]uint16, count)
	for i := range all {
		all[i] = binary.BigEndian.Uint16(hmtx[4*min(i, metrics-1):])
	}
	return all, nil
}

// characters reads the Unicode table of cmap in format 4.
func characters(cmap []byte, count int) (map[rune]uint16, error) {
	if len(cmap) < 4 {
		return nil, errFont
	}
	for i := range int(binary.BigEndian.Uint16(cmap[2:])) {
		if len(cmap) < 4+8*(i+1) {
			return nil, errFont
		}
		entry := cmap[4+8*i:]
		platform, from := binary.BigEndian.Uint16(entry), binary.BigEndian.Uint32(entry[4:])
		if (platform == 0 || platform == 3) && uint64(from)+16 < uint64(len(cmap)) && binary.BigEndian.Uint16(cmap[from:]) == 4 {
			return segments(cmap[from:], count)
		}
	}
	return nil, fmt.Errorf("%w: no cmap of format 4", errFont)
}

// segments reads the body of a cmap subtable of format 4.
func segments(b []byte, count int) (map[rune]uint16, error) {
	n := int(binary.BigEndian.Uint16(b[6:])) / 2
	ends, starts := 14, 16+2*n
	deltas, offsets := starts+2*n, starts+4*n
	if len(b) < offsets+2*n {
		return nil, errFont
	}
	found := map[rune]uint16{}
	for i := range n {
		start, end := int(binary.BigEndian.Uint16(b[starts+2*i:])), int(binary.BigEndian.Uint16(b[ends+2*i:]))
		delta, offset := binary.BigEndian.Uint16(b[deltas+2*i:]), int(binary.BigEndian.Uint16(b[offsets+2*i:]))
		for c := start; c <= end && c < 0xffff; c++ {
			glyph := uint16(c)
			if offset != 0 {
				at := offsets + 2*i + offset + 2*(c-start)
				if at+2 > len(b) {
					return nil, errFont
				}
				if glyph = binary.BigEndian.Uint16(b[at:]); glyph == 0 {
					continue
				}
			}
			if glyph += delta; glyph != 0 && int(glyph) < count {
				found[rune(c)] = glyph
			}
		}
	}
	return found, nil
}
