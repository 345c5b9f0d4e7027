package pdf

import (
	"encoding/binary"
	"math"
)

// srgb makes an ICC profile (ICC.1:2001-04, version 2.4) of the sRGB colour
// space (IEC 61966-2-1): its primaries adapted to D50, and its transfer curve
// as a table.
func srgb() []byte {
	type tag struct {
		name string
		data []byte
	}
	xyz := func(x, y, z float64) []byte {
		b := append([]byte("XYZ "), 0, 0, 0, 0)
		for _, v := range []float64{x, y, z} {
			b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536))))
		}
		return b
	}
	curve := transferCurve()
	tags := []tag{
		{"desc", description("sRGB IEC61966-2.1")},
		{"cprt", append([]byte("text\x00\x00\x00\x00"), "No copyright, use freely\x00"...)},
		{"wtpt", xyz(0.9642, 1, 0.8249)},
		{"rXYZ", xyz(0.4360657, 0.2224884, 0.0139160)},
		{"gXYZ", xyz(0.3851471, 0.7168732, 0.0970764)},
		{"bXYZ", xyz(0.1430664, 0.0606079, 0.7140961)},
		{"rTRC", curve},
		{"gTRC", curve},
		{"bTRC", curve},
	}
	start := 128 + 4 + 12*len(tags)
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var body []byte
	curveAt := 0
	for _, t := range tags {
		at := start + len(body)
		isCurve := t.name[1:] == "TRC"
		switch {
		case isCurve && curveAt != 0:
			at = curveAt // the three channels share one curve
		default:
			if isCurve {
				curveAt = at
			}
			body = append(body, t.data...)
			for len(body)%4 != 0 {
				body = append(body, 0)
			}
		}
		table = append(table, t.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(at))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
	}
	profile := append(profileHeader(start+len(body)), table...)
	return append(profile, body...)
}

// profileHeader is the header of a display profile from RGB to XYZ.
func profileHeader(size int) []byte {
	h := make([]byte, 128)
	binary.BigEndian.PutUint32(h, uint32(size))
	binary.BigEndian.PutUint32(h[8:], 0x02400000)
	copy(h[12:], "mntrRGB XYZ ")
	for i, v := range []uint16{2026, 1, 1, 0, 0, 0} {
		binary.BigEndian.PutUint16(h[24+2*i:], v)
	}
	copy(h[36:], "acsp")
	for i, v := range []float64{0.9642, 1, 0.8249} { // the D50 illuminant
		binary.BigEndian.PutUint32(h[68+4*i:], uint32(math.Round(v*65536)))
	}
	return h
}

// description is a textDescriptionType with its ASCII part only.
func description(s string) []byte {
	b := append([]byte("desc"), 0, 0, 0, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(len(s)+1))
	b = append(b, s...)
	b = append(b, 0)
	return append(b, make([]byte, 4+4+2+1+67)...)
}

// transferCurve is the curve of sRGB in 1024 steps.
func transferCurve() []byte {
	const steps = 1024
	b := append([]byte("curv"), 0, 0, 0, 0)
	b = binary.BigEndian.AppendUint32(b, steps)
	for i := range steps {
		v := float64(i) / (steps - 1)
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		b = binary.BigEndian.AppendUint16(b, uint16(math.Round(v*65535)))
	}
	return b
}
